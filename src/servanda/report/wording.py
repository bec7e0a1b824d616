"""Clauses, times, numbers and claims in plain words, in the agreement's time zone.

Turns values into the words a report prints; it decides nothing. Every report form
(HTML, terminal) speaks through ``Wording``, so all of them say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from servanda.agreement.model import (
    Act,
    Agreement,
    Clause,
    Comparison,
    Modality,
    Quota,
    VerifiedWhen,
)
from servanda.base.quantity import CalendarSpan
from servanda.base.said import said
from servanda.report.labels import Labels, Language
from servanda.report.reasons import OPERATORS, Reasons
from servanda.report.sentences import GRADES, MONTHS
from servanda.verdicts.model import Dated, FactRef

__all__ = ["Wording", "one_line", "printable"]

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DIGITS = 4  # of a share, a degree or an exchange rate: as much as a reader can use
_ROUND = 1e15  # beyond this a float no longer holds every whole number


def printable(text: str) -> str:
    """Replace characters that no file or terminal should be made to act upon.

    >>> printable("a" + chr(27) + "[2Jb") == "a" + chr(0xFFFD) + "[2Jb"
    True
    """
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int = 0) -> str:
    """Return the text on one line, harmless to a terminal, cut to ``limit`` characters.

    >>> one_line("two   lines", 6)
    'two l…'
    """
    line = " ".join(_DIRECTIONS.sub("\ufffd", printable(text)).split())
    return line[: limit - 1] + "…" if limit and len(line) > limit else line


class Wording:
    """Plain words for one agreement in one language.

    Args:
        agreement: Its parties, vocabulary and zone are used.
        language: ``en`` or ``de``.
        zone: Time zone to write in; the agreement's own by default.
        space: What stands between the parts of a date; a page takes one that does not break.
    """

    def __init__(
        self,
        agreement: Agreement,
        language: Language = "en",
        zone: tzinfo | None = None,
        space: str = " ",
    ) -> None:
        self.agreement = agreement
        self.labels = Labels(language)
        self.space = space
        self.zone = zone or agreement.zone
        self.reason = Reasons(self.labels, self.moment, self.day)
        self._german = language == "de"

    def every(self, span: CalendarSpan) -> str:
        """``every month``, ``jeden Monat``."""
        return self.reason(said("every {span}", span=span))

    def moment(self, moment: datetime | None) -> str:
        """``2 Mar 2026, 05:00 +02:00``; seconds only when there are any."""
        if moment is None:
            return self.labels("unknown")
        local = moment.astimezone(self.zone)
        offset = local.strftime("%z")
        clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        away = "UTC" if offset == "+0000" else f"{offset[:3]}:{offset[3:]}"
        return f"{self.day(local)}, {clock}{self.space}{away}"

    def day(self, local: date) -> str:
        """``2 Mar 2026``: a day, or the calendar day of a moment as it stands in its own zone."""
        month = MONTHS[self._german][local.month - 1]
        return self.space.join((f"{local.day}{'.' if self._german else ''}", month, f"{local:%Y}"))

    def dated(self, when: Dated | None) -> str:
        """When something happened, no more exactly than the evidence says."""
        if when is None:
            return "–"
        if when.dating == "instant" or (when.begins == when.ends and when.dating != "after"):
            return self.moment(when.begins)
        if when.dating == "within":
            for zone, suffix in ((self.zone, ""), (UTC, " (UTC)")):
                if _is_day(when, zone):
                    day = self.day(when.begins.astimezone(zone)) + suffix
                    return self.labels("on day", day=day)
        key = {"after": "after until", "within": "between"}.get(when.dating, "throughout")
        return self.labels(key, begins=self.moment(when.begins), ends=self.moment(when.ends))

    def span(self, begins: datetime, ends: datetime | None) -> str:
        """A stretch of time; an end of None is open."""
        end = self.labels("open end") if ends is None else self.moment(ends)
        return self.labels("from until", begins=self.moment(begins), ends=end)

    def lag(self, lag: timedelta) -> str:
        """A span as days and hours: ``1 d 6 h``."""
        days, hours = lag.days, lag.seconds / 3600
        parts = [f"{days} d"] if days else []
        parts += [f"{self.number(hours)} h"] if hours else []
        return " ".join(parts) or "0 h"

    def number(self, value: float) -> str:
        """A number for people: ``1,500.25``; in German ``1.500,25``. No noise digits."""
        if isinstance(value, float) and not abs(value) < _ROUND:
            return f"{value:g}"
        text = f"{value:,.{_DIGITS}f}".rstrip("0").rstrip(".")
        if value and text in ("0", "-0"):
            text = f"{value:.3g}"
        return text.translate(str.maketrans(",.", ".,")) if self._german else text

    def grade(self, grade: str) -> str:
        """``B usually reliable``."""
        meaning = GRADES.get(grade)
        return f"{grade} {meaning[self._german]}" if meaning else grade or self.labels("unknown")

    def party(self, party_id: str) -> str:
        """The party's name, or the id as it stands."""
        party = self.agreement.parties.get(party_id)
        return party.name if party and party.name else party_id

    def parties(self, ids: Iterable[str]) -> str:
        """Names of parties, as a list in words."""
        return self.series([self.party(party) for party in ids])

    def series(self, words: Iterable[str], joint: str = "and") -> str:
        """``a, b and c``."""
        *head, last = [*words] or ["–"]
        return f"{', '.join(head)} {self.labels(joint)} {last}" if head else last

    def comparison(self, comparison: Comparison) -> str:
        """``≥ 1 km²``."""
        number = self.number(comparison.quantity.value)
        sign = OPERATORS.get(comparison.operator, comparison.operator)
        return f"{sign} {number} {comparison.quantity.unit}".rstrip()

    def act(self, act: Act) -> str:
        """``strike (by: the bearer, target: energy or port)``."""
        parts = []
        for limit in act.restrictions:
            if limit.comparison:
                parts.append(f"{limit.argument} {self.comparison(limit.comparison)}")
            else:
                values = (
                    self.labels(value) if value in ("bearer", "counterparty") else self.party(value)
                    for value in limit.values
                )
                parts.append(f"{limit.argument}: {self.series(values, 'or')}")
        return f"{act.predicate} ({'; '.join(parts)})" if parts else act.predicate

    def requirement(self, clause: Clause) -> str:
        """What is obliged, prohibited or permitted."""
        need = clause.requirement
        if need is None:
            return self.labels("as formula")
        if isinstance(need, Quota):
            key = "sum of" if need.aggregate == "sum" else "count of"
            threshold = self.comparison(need.threshold)
            return self.labels(
                key, argument=need.argument, act=self.act(need.act), threshold=threshold
            )
        return self.act(need)

    def trigger(self, clause: Clause) -> str:
        """What starts the clause; empty if it holds throughout."""
        if clause.after is None:
            return ""
        if clause.after.breach_of:
            return self.labels("after breach", clause=clause.after.breach_of)
        if clause.after.act:
            return self.labels("after act", act=self.act(clause.after.act))
        return self.labels("after force")

    def deadline(self, clause: Clause) -> str:
        """Its clock or date; empty for a clause that needs none."""
        if clause.within:
            span = clause.within
            plain = f"{self.number(span.seconds / 3600)} h" if span.seconds else ""
            return self.labels("within", span=span.words or plain or _calendar(span.months))
        if clause.by_deadline:
            return self.labels("by deadline", moment=self.moment(clause.by_deadline))
        if clause.modality is Modality.OBLIGATION and not clause.every:
            return self.labels("none stated")
        return ""

    def verified_when(self, rule: VerifiedWhen) -> str:
        """What turns an allegation into a verified violation."""
        parts = []
        if rule.independent_sources is not None:
            parts.append(self.labels("v origins", count=rule.independent_sources))
        if rule.persists_editions is not None:
            parts.append(self.labels("v editions", count=rule.persists_editions))
        if rule.credibility is not None:
            parts.append(self.labels("v credibility", grade=rule.credibility))
        return self.series(parts, "or")

    def arguments(self, fact: FactRef) -> list[tuple[str, str]]:
        """The claim's arguments with units, as (name, words)."""
        return [
            (name, self._argument(fact, name, value))
            for name, value in fact.arguments.items()
            if not (name == "currency" and "amount" in fact.arguments)
        ]

    def _argument(self, fact: FactRef, name: str, value: object) -> str:
        if isinstance(value, bool):
            return self.labels("yes" if value else "no")
        if isinstance(value, datetime):
            return self.moment(value)
        known = self.agreement.vocabulary.get(fact.predicate)
        argument = next((a for a in known.arguments if a.name == name), None) if known else None
        if isinstance(value, int | float):
            unit = argument.unit if argument else ""
            if unit == "money":
                unit = str(fact.arguments.get("currency", ""))
            return f"{self.number(value)} {unit}".rstrip()
        if argument and argument.type == "party":
            return self.party(str(value))
        return str(value)


def _calendar(months: int) -> str:
    return f"{months} months"


def _is_day(when: Dated, zone: tzinfo) -> bool:
    begins, ends = when.begins.astimezone(zone), when.ends.astimezone(zone)
    whole = (begins.hour, begins.minute, begins.second) == (0, 0, 0)
    return whole and begins.date() == ends.date() and (ends.hour, ends.minute) == (23, 59)
