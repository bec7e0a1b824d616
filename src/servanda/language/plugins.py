"""Other readers of a text, asked beside the rules: one small protocol, loaded by name.

A plug-in gets the text and gives answers with offsets, in the shape of
``Reading.as_dict``. It is never trusted: what does not fit is left out and counted
(``plugins_check``), and a plug-in that fails leaves the reading as it was.

Which answer wins:

1. What a plug-in found where the rules found nothing is added.
2. Where both found something, the rules' answer stays, unless the plug-in names the kind
   in ``replaces``: then the plug-in's takes its place.
3. A quotation of the rules without a speaker gets the plug-in's speaker.
4. People of one name are one person with the mentions and offices of both.

``why`` begins with the plug-in's name wherever its answer is used.

Main path: ``load_annotator`` -> ``Annotator.read`` -> ``merged``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any, Protocol, TypeVar, runtime_checkable

from servanda.base.errors import MisuseError
from servanda.language.model import Person, Quantity, Quotation, Reading, Span, Time
from servanda.language.plugins_check import Checked, checked

__all__ = ["GROUP", "Annotator", "load_annotator", "merged"]

GROUP = "servanda.language"
"""The entry point group in which an installed package offers its readers."""

_OWN = {
    "spacy": "servanda.language.plugins_spacy:SpacyReader",
    "transformers": "servanda.language.plugins_transformers:TransformersReader",
    "llm": "servanda.language.plugins_llm:LanguageModelReader",
}
_HALF = 0.5
_Answer = TypeVar("_Answer", Quotation, Time, Quantity)


@runtime_checkable
class Annotator(Protocol):
    """What a plug-in is.

    Attributes:
        name: Short; begins the ``why`` of its answers.

    It may have an attribute ``replaces``: the kinds (``quotations``, ``times``,
    ``quantities``) in which its answers take the place of the rules'.
    """

    name: str

    def read(self, text: str, language: str, published: date | None) -> Mapping[str, Any]:
        """Return any of ``quotations``, ``times``, ``quantities``, ``people``.

        Args:
            text: The text; offsets count its characters.
            language: ``de``, ``en``, or "" if unknown.
            published: Day of publication, if known.
        """


def load_annotator(spec: str) -> Annotator:
    """Return the plug-in that ``spec`` names.

    Args:
        spec: ``module:attribute``, the name of an entry point of the group
            ``servanda.language``, or ``spacy``, ``transformers`` or ``llm``; after ``=``
            an argument, such as the name of a model.

    Raises:
        MisuseError: If there is no such plug-in, or it is none.
    """
    name, _, argument = spec.partition("=")
    found = _find(name.strip())
    is_made = isinstance(found, type) or not isinstance(found, Annotator)
    if is_made and callable(found):
        try:
            found = found(argument) if argument else found()
        except TypeError as error:
            raise MisuseError(f"reader {spec!r} cannot be made: {error}") from error
    elif argument:
        raise MisuseError(f"reader {name!r} takes no argument, and {argument!r} was given")
    if not isinstance(found, Annotator):
        raise MisuseError(
            f"{spec!r} is no reader: it needs a 'name' and read(text, language, published)"
        )
    return found


def _find(name: str) -> Any:
    path = _OWN.get(name, name)
    if ":" not in path:
        from importlib.metadata import entry_points

        for point in entry_points(group=GROUP, name=name):
            path = point.value
            break
        else:
            known = sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))})
            raise MisuseError(
                f"no reader {name!r}; write module:attribute or one of: {', '.join(known)}"
            )
    module, _, attribute = path.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise MisuseError(f"reader {name!r} cannot be loaded from {path}: {error}") from error


def merged(reading: Reading, text: str, annotator: Annotator) -> tuple[Reading, tuple[str, ...]]:
    """Return a reading with the answers of a plug-in, and what was left out of them."""
    try:
        given = annotator.read(text, reading.language, reading.published)
        found = checked(given, text, annotator.name)
    except Exception as error:  # somebody else's code; the rules' answers stand without it
        reason = " ".join(str(error).split())[:300]
        return reading, (f"{annotator.name} failed ({type(error).__name__}: {reason})",)
    return _merge(reading, found, frozenset(getattr(annotator, "replaces", ()))), found.notes


def _merge(reading: Reading, found: Checked, replaces: frozenset[str]) -> Reading:
    quotations, said = _joined(
        reading.quotations, found.quotations, _quoted, _speaker, wins="quotations" in replaces
    )
    times, dated = _joined(reading.times, found.times, _place, _first, wins="times" in replaces)
    quantities, counted = _joined(
        reading.quantities, found.quantities, _place, _first, wins="quantities" in replaces
    )
    moved = {"quotation": said, "when": dated, "amount": counted}
    return replace(
        reading,
        quotations=quotations,
        times=times,
        quantities=quantities,
        people=_people(reading.people, found.people),
        pledges=tuple(_renumbered(pledge, moved) for pledge in reading.pledges),
    )


def _joined(
    ours: Sequence[_Answer],
    theirs: Sequence[_Answer],
    place: Callable[[_Answer], Span],
    both: Callable[[_Answer, _Answer], _Answer],
    *,
    wins: bool,
) -> tuple[tuple[_Answer, ...], list[int]]:
    """Return the answers of both in order, and where each of ours went."""
    rest = sorted(theirs, key=place)
    kept: list[tuple[Span, int, _Answer]] = []
    at = 0
    for number, own in sorted(enumerate(ours), key=lambda each: place(each[1])):
        span, answer = place(own), own
        while at < len(rest) and place(rest[at])[1] <= span[0]:
            kept.append((place(rest[at]), -1, rest[at]))
            at += 1
        while at < len(rest) and _share(span, place(rest[at])):
            answer = rest[at] if wins else both(answer, rest[at])
            at += 1
        kept.append((place(answer), number, answer))
    kept += [(place(each), -1, each) for each in rest[at:]]
    kept.sort(key=lambda each: each[0])
    where = {number: new for new, (_, number, _) in enumerate(kept) if number >= 0}
    return tuple(answer for _, _, answer in kept), [where[old] for old in range(len(ours))]


def _share(one: Span, other: Span) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common >= _HALF * min(one[1] - one[0], other[1] - other[0]) and common > 0


def _quoted(quotation: Quotation) -> Span:
    return quotation.quote[0][0], quotation.quote[-1][1]


def _place(answer: Time | Quantity) -> Span:
    return answer.begin, answer.end


def _first(own: _Answer, _: _Answer) -> _Answer:
    return own


def _speaker(own: Quotation, other: Quotation) -> Quotation:
    if own.speaker_name or not other.speaker_name:
        return own
    return replace(
        own,
        speaker=other.speaker,
        speaker_name=other.speaker_name,
        speaker_role=own.speaker_role or other.speaker_role,
        confidence=min(own.confidence, other.confidence) or other.confidence,
        why=f"{own.why}; speaker from {other.why}",
    )


def _people(ours: Sequence[Person], theirs: Sequence[Person]) -> tuple[Person, ...]:
    by_name = {person.name.casefold(): person for person in ours}
    for other in theirs:
        own = by_name.get(other.name.casefold())
        by_name[other.name.casefold()] = other if own is None else replace(
            own,
            mentions=tuple(sorted({*own.mentions, *other.mentions})),
            roles=tuple(dict.fromkeys((*own.roles, *other.roles))),
        )  # fmt: skip
    return tuple(by_name.values())


def _renumbered(pledge: Mapping[str, Any], moved: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """A pledge names its quotation, time and amount by number; those may have moved."""
    written = dict(pledge)
    for key, where in moved.items():
        old = written.get(key)
        if isinstance(old, int) and 0 <= old < len(where):
            written[key] = where[old]
    return written
