"""The section ``publish``: what an edition for publication holds back.

Decides whether the section can be followed: known predicates and arguments, a delay of
fixed length, no coordinates finer than a kilometre. Whether the sources it names are
there is for ``servanda.case``, which knows them; what is withheld is decided there, too.

Main path: ``read_publish``.
"""

from __future__ import annotations

import re
from datetime import timedelta

from servanda.agreement import keys
from servanda.agreement.model import Publish
from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Fields
from servanda.facts.vocabulary import Vocabulary

__all__ = ["read_publish"]

_LEAST_KM = 1.0
_MOST_KM = 1000.0
_LEAST_LETTERS = 3
_WHY = "what is published cannot be taken back"


def read_publish(fields: Fields, vocabulary: Vocabulary) -> Publish:
    """Return the section, or its defaults where the agreement says nothing."""
    section = fields.mapping("publish", known=keys.names(keys.PUBLISH))
    if section is None:
        return Publish()
    redact = section.mapping("redact", known=keys.names(keys.REDACT))
    return Publish(
        _delay(section),
        _coordinates(section),
        _arguments(redact, vocabulary) if redact else (),
        _predicates(redact, vocabulary) if redact else (),
        redact.texts("sources") if redact else (),
        _names(redact) if redact else (),
    )


def _delay(section: Fields) -> timedelta:
    span = section.span("delay")
    if span is None:
        return Publish().delay
    if span.months:
        section.problem(
            "delay",
            f"'delay' cannot be {span.words!r}: months differ in length",
            expected="hours or days, such as 72 h",
            why=_WHY,
        )
    return timedelta(days=span.days, seconds=span.seconds)


def _coordinates(section: Fields) -> float:
    quantity = section.quantity("coordinates")
    if quantity is None:
        return Publish().coordinates_km
    try:
        km = quantity.in_unit("km")
    except MisuseError as error:
        section.problem("coordinates", str(error), expected="a length, such as 10 km", why=_WHY)
        return _LEAST_KM
    if not _LEAST_KM <= km <= _MOST_KM:
        section.problem(
            "coordinates",
            f"'coordinates' cannot be {km:g} km",
            expected=f"{_LEAST_KM:g} km to {_MOST_KM:g} km",
            why="a place told more exactly than a kilometre helps the next one to aim",
        )
    return km


def _predicates(redact: Fields, vocabulary: Vocabulary) -> tuple[str, ...]:
    words = redact.texts("predicates")
    for word in words:
        if word not in vocabulary:
            redact.problem(
                "predicates", f"there is no predicate {word!r}",
                nearest=nearest(word, vocabulary), why=_WHY,
            )  # fmt: skip
    return words


def _arguments(redact: Fields, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the arguments; one that nothing has would leave in what it should strike out."""
    known = {
        word
        for predicate in vocabulary.values()
        for argument in predicate.arguments
        for word in (argument.name, f"{predicate.name}.{argument.name}")
    }
    words = redact.texts("arguments")
    for word in words:
        if word not in known:
            redact.problem(
                "arguments", f"no fact has an argument {word!r}",
                expected="such as speaker, or strike.place", nearest=nearest(word, known), why=_WHY,
            )  # fmt: skip
    return words


def _names(redact: Fields) -> tuple[str, ...]:
    words = redact.texts("names")
    for word in words:
        if len(re.sub(r"[\W_]", "", word)) < _LEAST_LETTERS:
            redact.problem(
                "names", f"{word!r} is too short to be struck out everywhere",
                expected=f"{_LEAST_LETTERS} letters or more",
            )  # fmt: skip
    return words
