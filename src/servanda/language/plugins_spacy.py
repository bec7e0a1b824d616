"""A spaCy pipeline as a plug-in: people, bodies' times and sums that its model marks.

``servanda read --reader spacy=de_core_news_md FILE``. Which labels a model has is its own
affair; those for people become people, those for days and sums become mentions without a
value, because a label is no value.

Main path: ``SpacyReader.read``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any

from servanda.base.errors import MisuseError

__all__ = ["SpacyReader"]

MAX_CHARACTERS = 500_000
_MODELS = {"de": "de_core_news_sm", "en": "en_core_web_sm"}
_PEOPLE = frozenset({"PER", "PERSON"})
_TIMES = {"DATE": "DATE", "TIME": "TIME"}


class SpacyReader:
    """Asks one spaCy model a language; it is loaded when the first text needs it."""

    name = "spacy"

    def __init__(self, model: str = "") -> None:
        """Take the name or path of a model; without one, the small model of the language.

        Raises:
            MisuseError: If spaCy is not installed.
        """
        try:
            self._spacy: Any = import_module("spacy")
        except ImportError as error:
            raise MisuseError("spaCy is not here; pip install 'servanda[spacy]'") from error
        self._model = model
        self._loaded: dict[str, Any] = {}

    def read(self, text: str, language: str, published: date | None) -> Mapping[str, Any]:
        """Return the people and times that the model marks."""
        pipeline = self._pipeline(language)
        if pipeline is None:
            return {}
        people: dict[str, list[list[int]]] = {}
        times = []
        for entity in pipeline(text[:MAX_CHARACTERS]).ents:
            begin, end, label = int(entity.start_char), int(entity.end_char), str(entity.label_)
            why = f"{label} of {self._model or _MODELS[language]}"
            if label in _PEOPLE:
                people.setdefault(" ".join(text[begin:end].split()), []).append([begin, end])
            elif label in _TIMES:
                times.append({"begin": begin, "end": end, "type": _TIMES[label], "why": why})
        return {
            "people": [{"name": name, "mentions": spans} for name, spans in people.items()],
            "times": times,
        }

    def _pipeline(self, language: str) -> Any:
        model = self._model or _MODELS.get(language, "")
        if not model:
            return None
        if model not in self._loaded:
            try:
                self._loaded[model] = self._spacy.load(model)
            except OSError as error:
                raise MisuseError(
                    f"spaCy has no model {model!r}; python -m spacy download {model}"
                ) from error
        return self._loaded[model]
