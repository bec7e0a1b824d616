"""A token classification model of Hugging Face transformers as a plug-in: people it marks.

``servanda read --reader transformers=NAME-OR-FOLDER FILE``. The text is given paragraph by
paragraph, because such models see a few hundred words at a time.

Main path: ``TransformersReader.read``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from servanda.base.errors import MisuseError

__all__ = ["TransformersReader"]

MAX_CHARACTERS = 500_000
_PIECE = 1_000
_LEAST_SCORE = 0.6


class TransformersReader:
    """Asks one model, whatever the language; it is loaded when it is first asked."""

    name = "transformers"

    def __init__(self, model: str) -> None:
        """Take the name or folder of a token classification model.

        Raises:
            MisuseError: If transformers is not installed.
        """
        try:
            self._transformers: Any = import_module("transformers")
        except ImportError as error:
            raise MisuseError(
                "transformers is not here; pip install 'servanda[transformers]'"
            ) from error
        self._model = model
        self._classify: Any = None

    def read(self, text: str, language: str, published: date | None) -> Mapping[str, Any]:
        """Return the people that the model marks with at least 60 % certainty."""
        if self._classify is None:
            self._classify = self._transformers.pipeline(
                "token-classification", model=self._model, aggregation_strategy="simple"
            )
        people: dict[str, list[list[int]]] = {}
        for start, piece in _pieces(text[:MAX_CHARACTERS]):
            for entity in self._classify(piece):
                is_person = str(entity["entity_group"]).removeprefix("B-") in {"PER", "PERSON"}
                if is_person and float(entity["score"]) >= _LEAST_SCORE:
                    begin, end = start + int(entity["start"]), start + int(entity["end"])
                    people.setdefault(" ".join(text[begin:end].split()), []).append([begin, end])
        return {"people": [{"name": name, "mentions": spans} for name, spans in people.items()]}


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield where each stretch of a text begins, and the stretch; none cuts a word.

    >>> list(_pieces("Ada Berg\nkam"))
    [(0, 'Ada Berg\n'), (9, 'kam')]
    """
    at = 0
    while at < len(text):
        end = min(len(text), at + _PIECE)
        line = text.find("\n", at, end)
        if line >= 0:
            end = line + 1
        elif end < len(text):
            space = text.rfind(" ", at, end)
            end = space + 1 if space > at else end
        if text[at:end].strip():
            yield at, text[at:end]
        at = end
