"""The parts that an agreement and its clauses share: windows, verification, parties, rates.

Reads one section of the file each. Decides whether a section is well formed; whether
clauses use it rightly is for ``agreement.reading`` and ``agreement.checks``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from servanda.agreement import keys
from servanda.agreement.meaning import ROLES, UNKNOWN
from servanda.agreement.model import ExchangeRate, Party, VerifiedWhen
from servanda.base.errors import MisuseError
from servanda.base.moment import Moment, parse_zone
from servanda.base.quantity import UNITS
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Fields, Node, Problems

__all__ = [
    "ID", "read_deadline", "read_parties", "read_rates", "read_verified", "read_window",
    "read_zone_name",
]  # fmt: skip

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
"""Ids of clauses and zones: in formulas ``-`` becomes ``_``, so ``_`` itself is not allowed."""
_PARTY_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_INSTANT = ("second", "minute", "hour")
_EDITIONS = re.compile(r"(\d{1,6})(?:\s+(?:further\s+)?editions?)?")
_WORST_CREDIBILITY = 5  # 6 means unknown, which verifies nothing


def read_zone_name(fields: Fields) -> tuple[str, tzinfo]:
    """Return the agreement's time zone; UTC, and a problem, if it is missing or unknown."""
    why = "'24 hours after' can differ by a day without it"
    name = fields.text("time zone", required=True, why=why, expected="such as Europe/Kyiv")
    if not name:
        return "", UTC
    try:
        return name, parse_zone(name)
    except MisuseError as error:
        fields.problem("time zone", str(error), why=why)
        return name, UTC


def read_window(
    fields: Fields, key: str, zone: tzinfo | None, *, required: bool = False
) -> tuple[datetime | None, datetime | None] | None:
    """Return [begins, ends) of a window; None if it is missing."""
    why = "without it nobody knows which acts it covers"
    window = fields.mapping(key, known=keys.names(keys.WINDOW), required=required, why=why)
    if window is None:
        return None
    first = _moment(window, "from", zone, required=required)
    last = _moment(window, "until", zone)
    begins = first.earliest if first else None
    ends = _end(last) if last else None
    if begins and ends and ends <= begins:
        window.problem("until", "it ends before it begins", expected="an `until` after `from`")
    return begins, ends


def read_deadline(fields: Fields, key: str, zone: tzinfo | None) -> datetime | None:
    """Return a fixed deadline; a whole day, month or year means its last second."""
    moment = _moment(fields, key, zone)
    if moment is None:
        return None
    return moment.earliest if moment.precision in _INSTANT else moment.latest


def _moment(
    fields: Fields, key: str, zone: tzinfo | None, *, required: bool = False
) -> Moment | None:
    return fields.moment(key, zone, required=required)


def _end(moment: Moment) -> datetime:
    if moment.precision in _INSTANT:
        return moment.earliest
    return moment.latest + timedelta(seconds=1)


def read_verified(fields: Fields, key: str) -> VerifiedWhen | None:
    """Return what verifies a violation; None if the section is missing."""
    section = fields.mapping(key, known=keys.names(keys.VERIFIED))
    if section is None:
        return None
    if not any(name in section for name in keys.names(keys.VERIFIED)):
        section.problem(
            "independent sources", f"{key!r} names no rule",
            expected="independent sources: 2, persists: 3 editions or credibility: 2",
        )  # fmt: skip
    return VerifiedWhen(
        _whole(section, "independent sources", section.integer),
        _whole(section, "persists", lambda name: section.parsed(name, _editions)),
        _whole(section, "credibility", section.integer, most=_WORST_CREDIBILITY),
    )


def _whole(
    fields: Fields, key: str, read: Callable[[str], int | None], most: int = 1_000
) -> int | None:
    value = read(key)
    if value is not None and not 1 <= value <= most:
        fields.problem(key, f"{key!r} cannot be {value}", expected=f"1 to {most}")
        return None
    return value


def _editions(text: str) -> int:
    match = _EDITIONS.fullmatch(text)
    if not match:
        raise MisuseError(f"{text!r} is no number of editions; write 3 editions")
    return int(match[1])


def read_parties(fields: Fields) -> dict[str, Party]:
    """Return parties and guarantors by id."""
    found: dict[str, Party] = {}
    called: dict[str, str] = {}
    for section, guarantor in (("parties", False), ("guarantors", True)):
        why = "" if guarantor else "a clause binds somebody"
        group = fields.mapping(section, required=not guarantor, why=why)
        for party_id, node in group.entries() if group else ():
            party = _party(party_id, node, fields.problems, guarantor)
            if party_id in found:
                fields.problems.add(node, f"{party_id!r} is already among the parties")
            elif party is not None:
                _check_called(party, called, node, fields.problems)
                found[party_id] = party
    return found


def _party(party_id: str, node: Node, problems: Problems, guarantor: bool) -> Party | None:
    if party_id in (*ROLES, UNKNOWN) or not _PARTY_ID.fullmatch(party_id):
        problems.add(
            node, f"{party_id!r} cannot be the id of a party",
            expected="a letter, then letters, digits, - and _, such as UA",
        )  # fmt: skip
        return None
    if node.kind == "text":
        if node.is_empty:
            problems.add(node, f"party {party_id!r} has no name", expected="its full name")
        return Party(party_id, node.text, (), guarantor)
    fields = Fields(node, problems, known=keys.names(keys.PARTY), what=f"party {party_id!r}")
    name = fields.text("name", required=True, why="reports call it by its name")
    return Party(party_id, name, fields.texts("also known as"), guarantor)


def _check_called(party: Party, called: dict[str, str], node: Node, problems: Problems) -> None:
    for word in sorted({party.id, party.name, *party.aliases}):
        other = called.setdefault(word.casefold(), party.id)
        if other != party.id:
            problems.add(
                node, f"{word!r} names both {other} and {party.id}",
                expected="a name that only one of them has",
                why="an act could be attributed to the wrong party",
            )  # fmt: skip


def read_rates(fields: Fields, zone: tzinfo | None) -> tuple[ExchangeRate, ...]:
    """Return the exchange rates the agreement is assessed with."""
    found = []
    for node in fields.items("exchange rates"):
        rate = Fields(node, fields.problems, known=keys.names(keys.RATE), what="exchange rate")
        of, into = _currency(rate, "of"), _currency(rate, "into")
        value = rate.number("rate", required=True)
        if value is not None and value <= 0:
            rate.problem("rate", "a rate is above zero")
        if of and of == into:
            rate.problem("into", f"{of} into {into} is no exchange")
        _moment(rate, "on", zone, required=True)
        why = "a rate is somebody's word, and others must be able to open it"
        reference = rate.text("reference", required=True, why=why)
        found.append(ExchangeRate(of, into, value or 0.0, rate.text("on"), reference))
    return tuple(found)


def _currency(fields: Fields, key: str) -> str:
    code = fields.text(key, required=True)
    known = [unit for unit, (dimension, _) in UNITS.items() if dimension == f"money {unit}"]
    if code and code not in known:
        fields.problem(
            key, f"{code!r} is no currency servanda knows",
            expected="an ISO 4217 code such as USD", nearest=nearest(code, known),
        )  # fmt: skip
    return code
