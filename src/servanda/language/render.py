"""A reading for people: the article with its statements marked, and who said what.

Decides how answers look, not what they are. Works without a terminal; ``paint`` adds
colours by way of ``rich`` where there is one.

Main path: ``article`` (marks) or ``paint`` (colours), then ``tables``, then ``reasons``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.language.model import Quantity, Quotation, Reading, Time
from servanda.language.render_words import WORDS, said_words

__all__ = ["article", "heading", "paint", "reasons", "tables"]

_WORDS = 72
_NAME = 30
_MOST_ROWS = 2_000
_STYLES = {
    "Direct": "green", "Indirect": "cyan", "Reported": "yellow", "FreeIndirect": "magenta",
    "IndirectFreeIndirect": "magenta", "speaker": "bold", "cue": "underline", "time": "blue",
    "amount": "red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text with what covers it, or the number of a quotation at its edge."""

    text: str
    kinds: tuple[str, ...] = ()
    opens: int = 0
    closes: int = 0


def heading(
    reading: Reading,
    title: str = "",
    byline: str = "",
    *,
    given: bool = False,
    language: str = "en",
) -> str:
    """Return the line above an article: its name, language, day and agencies.

    Args:
        reading: What was read.
        title: The headline of its page, if it has one.
        byline: Who wrote it, if its page says.
        given: True if the day of publication was given by the user.
        language: Of the answer.
    """
    words = WORDS[language]
    day = reading.published.isoformat() if reading.published else words["unknown"]
    parts = [
        reading.document,
        words.get(f"lang {reading.language}", reading.language or words["unknown language"]),
        f"{words['published']} {day}" + (f" ({words['given']})" if given else ""),
    ]
    if reading.agencies:
        parts.append(f"{words['agency']} {', '.join(reading.agencies)}")
    lines = [" · ".join(parts)]
    if byline:
        lines.append(f"{words['by']} {byline}" + (f": {title}" if title else ""))
    return "\n".join(lines)


def article(text: str, reading: Reading) -> str:
    """Return the text with each quotation between numbered marks.

    >>> from servanda.language import read
    >>> text = '"Wir helfen", sagte Mark Rutte. Das ist nicht neu.'
    >>> article(text, read(text))
    '⟦1 "Wir helfen"⟧, sagte Mark Rutte. Das ist nicht neu.'
    """
    return "".join(
        f"⟦{piece.opens} " if piece.opens else "⟧" if piece.closes else piece.text
        for piece in _pieces(text, reading)
    )


def paint(text: str, reading: Reading, clean: Callable[[str], str]) -> Any:
    """Return the text as coloured ``rich.text.Text``.

    Args:
        text: What was read.
        reading: What it says.
        clean: Makes characters harmless that would command a terminal.
    """
    from rich.text import Text

    painted = Text()
    for piece in _pieces(text, reading):
        if piece.opens:
            painted.append(f"{piece.opens} ", style="dim bold")
        elif not piece.closes:
            style = " ".join(_STYLES[kind] for kind in piece.kinds)
            painted.append(clean(piece.text), style=style)
    return painted


def _pieces(text: str, reading: Reading) -> Iterator[_Piece]:
    """Cut a text at the edges of its answers; linear in text and answers."""
    edges: list[tuple[int, int, str, int]] = []  # place, closing before opening, kind, number
    for number, quotation in enumerate(reading.quotations, start=1):
        for span in quotation.quote:
            edges += _edges(span, quotation.type, number)
        for kind, spans in (("speaker", quotation.speaker), ("cue", quotation.cue)):
            for span in spans:
                edges += _edges(span, kind, 0)
    for time in reading.times:
        edges += _edges((time.begin, time.end), "time", 0)
    for amount in reading.quantities:
        edges += _edges((amount.begin, amount.end), "amount", 0)
    open_now = dict.fromkeys(_STYLES, 0)
    at = 0
    for place, opening, kind, number in sorted(edges):
        if place > at:
            covering = tuple(each for each, count in open_now.items() if count)
            yield _Piece(text[at:place], _innermost(covering))
            at = place
        open_now[kind] += 1 if opening else -1
        if number:
            yield _Piece("", opens=number) if opening else _Piece("", closes=number)
    yield _Piece(text[at:])


def _edges(span: tuple[int, int], kind: str, number: int) -> list[tuple[int, int, str, int]]:
    return [(span[0], 1, kind, number), (span[1], 0, kind, number)]


def _innermost(kinds: Sequence[str]) -> tuple[str, ...]:
    """One colour, the first: direct words inside indirect ones keep theirs."""
    colours = [kind for kind in kinds if kind not in {"speaker", "cue"}]
    return (*colours[:1], *(kind for kind in kinds if kind in {"speaker", "cue"}))


def tables(text: str, reading: Reading, *, language: str = "en") -> str:
    """Return who said what, what was promised, when and how much, as aligned lines."""
    words = WORDS[language]
    parts = [
        _table(words["who said what"], [_said(each, number, text, language)
               for number, each in enumerate(reading.quotations, start=1)], words["nobody"]),
        _table(words["pledges"], [_pledge(each, text, words) for each in reading.pledges], ""),
        _table(words["when"], [_when(each, text, words) for each in reading.times], ""),
        _table(words["how much"], [
            (_cut(text[each.begin : each.end], _NAME), _bounds(each.low, each.value, each.high),
             each.unit, each.what) for each in reading.quantities], ""),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def _table(title: str, rows: Iterable[Sequence[str]], nothing: str) -> str:
    """Lines with their columns aligned; the last column is not padded."""
    kept = list(rows)
    if not kept:
        return nothing
    rest = len(kept) - _MOST_ROWS
    kept = kept[:_MOST_ROWS]
    widths = [max(len(row[column]) for row in kept) for column in range(len(kept[0]))]
    lines = [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in kept
    ]
    return "\n".join([title, *lines, *([f"  ... {rest:,}"] if rest > 0 else [])])


def _said(quotation: Quotation, number: int, text: str, language: str) -> tuple[str, ...]:
    words = WORDS[language]
    quoted = " … ".join(text[begin:end] for begin, end in quotation.quote)
    act = said_words(quotation.act, language, negated=quotation.negated)
    modality = words.get(f"modality {quotation.modality}", quotation.modality)
    return (
        str(number),
        _cut(quotation.speaker_name or words["speaker unknown"], _NAME),
        _cut(quotation.speaker_role, _NAME),
        act + (f" ({modality})" if modality else ""),
        words.get(f"type {quotation.type}", quotation.type),
        _cut(quoted, _WORDS),
    )


def _pledge(pledge: dict[str, Any], text: str, words: dict[str, str]) -> tuple[str, ...]:
    what = pledge.get("what")
    is_span = isinstance(what, list | tuple) and len(what) == 2  # noqa: PLR2004 - begin and end
    shown = text[what[0] : what[1]] if is_span and what is not None else str(what or "")
    quotation = pledge.get("quotation")
    number = str(quotation + 1) if isinstance(quotation, int) else ""
    hand = "" if pledge.get("first_hand", True) else "*"
    to = str(pledge.get("to") or "")
    kind = words.get(f"kind {pledge.get('kind')}", str(pledge.get("kind", "")))
    return (number, f"{kind}{hand}", _cut(str(pledge.get("who") or ""), _NAME),
            _cut(f"→ {to}" if to else "", _NAME), _cut(shown, _WORDS))  # fmt: skip


def _when(time: Time, text: str, words: dict[str, str]) -> tuple[str, ...]:
    bounds = [each for each in (time.earliest, time.latest) if each]
    span = " .. ".join(dict.fromkeys(bounds))
    value = time.value or words["undetermined"]
    return _cut(text[time.begin : time.end], _NAME), time.type, value, span if span != value else ""


def _bounds(low: float | None, value: float | None, high: float | None) -> str:
    """Read an amount aloud: its value, its range, or the bound it has."""
    if value is not None and low == value == high:
        return f"{value:,.15g}"
    if low is not None and high is not None:
        return f"{low:,.15g} .. {high:,.15g}"
    if low is not None:
        return f"≥ {low:,.15g}"
    if high is not None:
        return f"≤ {high:,.15g}"
    return f"≈ {value:,.15g}" if value is not None else ""


def _cut(text: str, longest: int) -> str:
    line = " ".join(text[: 4 * longest].split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def reasons(text: str, reading: Reading, *, language: str = "en") -> str:
    """Return every answer with its place and why it was given."""
    words = WORDS[language]
    lines = [words["why"]]
    for number, quotation in enumerate(reading.quotations, start=1):
        places = "+".join(f"{begin},{end}" for begin, end in quotation.quote)
        lines.append(f"  {number} [{places}] {quotation.why} ({quotation.confidence:.2f})")
    for number, pledge in enumerate(reading.pledges, start=1):
        lines.append(f"  {words['pledge']} {number}: {pledge.get('why', '')}")
    found: list[Time | Quantity] = [*reading.times, *reading.quantities]
    for each in found:
        words_there = _cut(text[each.begin : each.end], _NAME)
        lines.append(f"  {words_there!r} [{each.begin},{each.end}] {each.why}".rstrip())
    for person in reading.people:
        places = " ".join(f"[{begin},{end}]" for begin, end in person.mentions[:20])
        roles = f" ({', '.join(person.roles)})" if person.roles else ""
        lines.append(f"  {person.name}{roles} {places}".rstrip())
    return "\n".join(lines) if len(lines) > 1 else ""
