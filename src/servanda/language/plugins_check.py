"""What a plug-in answered, held to what an answer may be.

Offsets lie in the text, words are from the known lists, numbers are finite, texts are
short. An answer that is not so is left out and counted, the rest is used.

Main path: ``checked`` -> ``Checked``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from servanda.language.model import Person, Quantity, Quotation, Span, Time

__all__ = ["Checked", "checked"]

MAX_ANSWERS = 20_000
_MAX_SPANS = 200
_LONGEST = 300
_TYPES = ("Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect")
_TIMES = ("DATE", "TIME", "DURATION", "SET")
_Answer = TypeVar("_Answer")


class _UnfitError(ValueError):
    """One answer that cannot be used."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers that fit, and what was left out."""

    quotations: tuple[Quotation, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    people: tuple[Person, ...]
    notes: tuple[str, ...]


def checked(given: object, text: str, name: str) -> Checked:
    """Return what can be used of a plug-in's answer.

    Args:
        given: What it returned.
        text: The text that offsets must lie in.
        name: The plug-in, for ``why`` and notes.
    """
    if not isinstance(given, Mapping):
        return Checked((), (), (), (), (f"{name} gave no mapping; nothing of it is used",))
    notes: list[str] = []

    def taken(
        key: str, make: Callable[[Mapping[str, Any], str, str], _Answer]
    ) -> tuple[_Answer, ...]:
        answers = given.get(key, ())
        if not isinstance(answers, list | tuple):
            notes.append(f"{name}: its {key} are no list; they are left out")
            return ()
        good, reasons = [], []
        for answer in answers[:MAX_ANSWERS]:
            try:
                good.append(make(answer, text, name))
            except (_UnfitError, TypeError, KeyError, AttributeError) as error:
                reasons.append(str(error) or type(error).__name__)
        cut = max(0, len(answers) - MAX_ANSWERS)
        if reasons or cut:
            first = reasons[0] if reasons else f"more than {MAX_ANSWERS:,}"
            notes.append(f"{name}: {len(reasons) + cut} of its {key} left out, the first: {first}")
        return tuple(good)

    found = (taken("quotations", _quotation), taken("times", _time),
             taken("quantities", _quantity), taken("people", _person))  # fmt: skip
    return Checked(*found, tuple(notes))


def _quotation(answer: Mapping[str, Any], text: str, name: str) -> Quotation:
    quote = _spans(answer["quote"], text)
    if not quote:
        raise _UnfitError("a quotation without words")
    return Quotation(
        type=_one_of(answer.get("type", "Direct"), _TYPES),
        quote=quote,
        words=quote,
        speaker=_spans(answer.get("speaker", ()), text),
        cue=_spans(answer.get("cue", ()), text),
        addressee=_spans(answer.get("addressee", ()), text),
        frame=_spans(answer.get("frame", ()), text),
        speaker_name=_text(answer, "speaker_name"),
        speaker_role=_text(answer, "speaker_role"),
        act=_text(answer, "act"),
        negated=answer.get("negated") is True,
        modality=_text(answer, "modality"),
        confidence=_confidence(answer.get("confidence", 0.0)),
        why=_why(answer, name),
    )


def _time(answer: Mapping[str, Any], text: str, name: str) -> Time:
    begin, end = _span((answer["begin"], answer["end"]), text)
    return Time(
        begin, end, _one_of(answer.get("type", "DATE"), _TIMES), _text(answer, "value"),
        _moment(answer, "earliest"), _moment(answer, "latest"), _why(answer, name),
    )  # fmt: skip


def _quantity(answer: Mapping[str, Any], text: str, name: str) -> Quantity:
    begin, end = _span((answer["begin"], answer["end"]), text)
    value, low, high = (_number(answer.get(key)) for key in ("value", "low", "high"))
    if low is not None and high is not None and low > high:
        raise _UnfitError("a quantity whose low is above its high")
    return Quantity(
        begin, end, value, low, high, _text(answer, "unit"), answer.get("approximate") is True,
        _text(answer, "what"), _why(answer, name),
    )  # fmt: skip


def _person(answer: Mapping[str, Any], text: str, _: str) -> Person:
    name = _text(answer, "name")
    if not name:
        raise _UnfitError("a person without a name")
    roles = answer.get("roles", ())
    if not isinstance(roles, list | tuple):
        raise _UnfitError("roles that are no list")
    shown = tuple(role[:_LONGEST] for role in roles[:_MAX_SPANS] if isinstance(role, str))
    return Person(name, _spans(answer.get("mentions", ()), text), shown)


def _spans(given: object, text: str) -> tuple[Span, ...]:
    if not isinstance(given, list | tuple) or len(given) > _MAX_SPANS:
        raise _UnfitError("spans that are no short list of [begin, end]")
    return tuple(sorted(_span(each, text) for each in given))


def _span(given: object, text: str) -> Span:
    if not isinstance(given, list | tuple) or len(given) != 2:  # noqa: PLR2004 - begin and end
        raise _UnfitError(f"{str(given)[:40]!r} is no [begin, end]")
    begin, end = given
    whole = type(begin) is int and type(end) is int
    if not whole or not 0 <= begin < end <= len(text):
        raise _UnfitError(f"[{str(begin)[:20]}, {str(end)[:20]}] does not lie in the text")
    return begin, end


def _one_of(given: object, known: tuple[str, ...]) -> str:
    if given not in known:
        raise _UnfitError(f"{str(given)[:40]!r} is not one of {', '.join(known)}")
    return str(given)


def _text(answer: Mapping[str, Any], key: str) -> str:
    given = answer.get(key) or ""
    if not isinstance(given, str) or len(given) > _LONGEST:
        raise _UnfitError(f"{key} is no text of at most {_LONGEST} characters")
    return " ".join(given.split())


def _why(answer: Mapping[str, Any], name: str) -> str:
    given = answer.get("why") or "it says so"
    return f"{name}: {' '.join(str(given).split())[:_LONGEST]}"


def _moment(answer: Mapping[str, Any], key: str) -> str:
    written = _text(answer, key)
    try:
        if written:
            date.fromisoformat(written[:10])
    except ValueError:
        raise _UnfitError(f"{key} {written[:40]!r} is no ISO day") from None
    return written


def _number(given: object) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _UnfitError(f"{str(given)[:40]!r} is no number")
    try:
        number = float(given)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _UnfitError("a number without end")
    return number


def _confidence(given: object) -> float:
    number = _number(given) or 0.0
    return min(1.0, max(0.0, number))
