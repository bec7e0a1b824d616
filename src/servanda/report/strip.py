"""A clause's window in time as a picture: what held when, who was not looking, what happened.

Positions are percentages of the window, so the drawing fills any width while letters
and marks keep their size. This module computes positions; ``templates/strip.j2``
draws them. Thousands of marks are merged where they would be drawn on one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servanda.report.ticks import Tick, ticks
from servanda.report.wording import Wording
from servanda.verdicts.model import Gap, Span, Verdict, Word, combine

__all__ = ["Bar", "Mark", "Strip", "strip_of"]

_BINS = 200  # marks closer than half a percent of the width are one mark
_WIDE_ENOUGH = 1.2  # percent: a shorter interval is drawn as a dot
_SPANS_TOLD = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of the band: where (percent), what held, and the same in words."""

    x: float
    width: float
    word: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One or more violations at one place of the strip; a width of 0 is a dot."""

    x: float
    width: float
    verified: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything the picture shows, and the same in words for those who do not see it."""

    bars: tuple[Bar, ...]
    gaps: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    words: tuple[str, ...]
    text: str


class _Scale:
    """Moments of a window as percentages of its width, clamped to it."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins = begins
        self.seconds = (ends - begins).total_seconds()

    def x(self, moment: datetime) -> float:
        share = (moment - self.begins).total_seconds() / self.seconds
        return round(100 * min(max(share, 0.0), 1.0), 3)

    def bar(self, begins: datetime, ends: datetime, word: str, text: str) -> Bar:
        x = self.x(begins)
        return Bar(x, round(self.x(ends) - x, 3), word, text)


def strip_of(verdict: Verdict, say: Wording) -> Strip | None:
    """Return the picture of a verdict's window; None if the window has no length."""
    begins, ends = verdict.window
    if ends <= begins:
        return None
    scale = _Scale(begins, ends)
    bars = [
        scale.bar(span.begins, span.ends, span.word.value, _span_text(span, say))
        for span in verdict.strip
    ]
    gaps = [scale.bar(gap.begins, gap.ends, "gap", _gap_text(gap, say)) for gap in verdict.gaps]
    shown = {bar.word for bar in bars}
    return Strip(
        bars=_thinned(bars),
        gaps=_thinned([gap for gap in gaps if gap.width > 0]),
        marks=_marks(verdict, scale),
        ticks=tuple(ticks(begins, ends, say)),
        words=tuple(word.value for word in Word if word.value in shown),
        text=_in_words(verdict, say),
    )


def _marks(verdict: Verdict, scale: _Scale) -> tuple[Mark, ...]:
    found: dict[tuple[int, int, bool], Mark] = {}
    for violation in verdict.violations:
        x, end = scale.x(violation.when.begins), scale.x(violation.when.ends)
        wide = end - x >= _WIDE_ENOUGH
        where = x if wide else (x + end) / 2
        key = (round(where / 100 * _BINS), round(end / 100 * _BINS) if wide else -1)
        width = round(end - x, 3) if wide else 0.0
        found.setdefault((*key, violation.verified), Mark(where, width, violation.verified))
    # hollow marks first, so that a verified one is never hidden
    return tuple(sorted(found.values(), key=lambda mark: (mark.verified, mark.x, mark.width)))


def _thinned(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Very many stretches become bins in which the gravest word prevails."""
    if len(bars) <= 2 * _BINS:
        return tuple(bars)
    size = 100 / _BINS
    words: dict[int, str] = {}
    for bar in bars:
        last = min(int((bar.x + bar.width) / size), _BINS - 1)
        for number in range(min(int(bar.x / size), _BINS - 1), last + 1):
            words[number] = _graver(bar.word, words.get(number))
    return tuple(Bar(number * size, size, words[number]) for number in sorted(words))


def _graver(word: str, other: str | None) -> str:
    """The word that prevails; gaps meet only gaps."""
    return word if other in (None, word) else combine([Word(word), Word(other)]).value


def _in_words(verdict: Verdict, say: Wording) -> str:
    verified = sum(violation.verified for violation in verdict.violations)
    count = len(verdict.violations)
    spans = [_span_text(span, say) for span in verdict.strip[:_SPANS_TOLD]]
    if len(verdict.strip) > _SPANS_TOLD:
        spans.append(say.labels("more", count=len(verdict.strip) - _SPANS_TOLD))
    marks = say.labels("violations count", count=count, verified=verified, alleged=count - verified)
    return say.labels(
        "strip text",
        clause=verdict.clause,
        window=say.span(*verdict.window),
        spans="; ".join(spans),
        marks=f"{say.labels('violations')} {marks}",
    )


def _span_text(span: Span, say: Wording) -> str:
    text = f"{say.labels(span.word.value)} {say.span(span.begins, span.ends)}"
    return f"{text} ({say.reason(span.label)})" if span.label else text


def _gap_text(gap: Gap, say: Wording) -> str:
    return f"{say.span(gap.begins, gap.ends)}: {say.reason(gap.reason)}"
