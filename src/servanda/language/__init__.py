"""News text, German and English: who said what, when, how much, and which agency carried it.

A library of its own: it knows nothing of facts or agreements. It reads what a text says
and never whether it is true.

Main path: ``read`` -> ``Reading`` -> ``Reading.as_dict``; ``read_many`` for a stream;
``open_documents`` for files (text, pages, feeds, web archives), then ``read_document``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servanda.language.documents import Document, Refused, open_documents
    from servanda.language.lexicon import languages
    from servanda.language.model import Person, Quantity, Quotation, Reading, Time
    from servanda.language.own_lexica import lexica
    from servanda.language.plugins import Annotator, load_annotator
    from servanda.language.reader import read, read_document, read_many

__all__ = [
    "Annotator",
    "Document",
    "Person",
    "Quantity",
    "Quotation",
    "Reading",
    "Refused",
    "Time",
    "languages",
    "lexica",
    "load_annotator",
    "open_documents",
    "read",
    "read_document",
    "read_many",
]

_HOME = {
    "Annotator": "plugins", "Document": "documents", "Refused": "documents",
    "languages": "lexicon", "lexica": "own_lexica", "load_annotator": "plugins",
    "open_documents": "documents", "read": "reader", "read_document": "reader",
    "read_many": "reader",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'model')}"), name)
