"""One clause from its keys: what is obliged or prohibited, of whom, by when.

Decides whether one clause makes sense by itself. What clauses say of each other is
for ``agreement.checks``.

Main path: ``read_clause``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from servanda.agreement import keys
from servanda.agreement.meaning import Interpreter, Names, listed
from servanda.agreement.model import Act, After, Clause, Every, Modality, Quota
from servanda.agreement.parts import read_deadline, read_verified, read_window
from servanda.agreement.written import Prepared, Written
from servanda.base.errors import Place
from servanda.base.quantity import CalendarSpan
from servanda.base.yamlfile import Fields, Node, Problems

__all__ = ["Context", "read_clause"]

_SOURCE_TEXT = re.compile(r".+#char=(\d{1,12}),(\d{1,12})")
_STATED = (*keys.REQUIREMENTS, "formula")


@dataclass(frozen=True, slots=True)
class Context:
    """What a clause can refer to, and the file it stands in."""

    names: Names
    zone: tzinfo | None
    prepared: Prepared
    problems: Problems


def read_clause(node: Node, context: Context) -> Clause | None:
    """Return the clause, or None where it has no id or states nothing that can be understood."""
    label = Fields(node, Problems()).text("id")
    what = f"clause {label!r}" if label else "a clause"
    fields = Fields(node, context.problems, known=keys.names(keys.CLAUSE), what=what)
    clause_id = fields.text("id", required=True, why="other clauses and reports refer to it")
    stated = _stated(fields)
    requirement = _requirement(fields, stated, context)
    clause = Clause(
        id=clause_id,
        text=fields.text("text"),
        modality=_modality(fields, stated),
        bearer=_parties(fields, "bearer", context.names, required=True),
        counterparty=_parties(fields, "counterparty", context.names),
        requirement=requirement,
        formula=fields.text("formula"),
        after=_after(fields, context),
        within=_within(fields),
        by_deadline=read_deadline(fields, "by", context.zone),
        every=_every(fields),
        zone=_zone(fields, context.names),
        layer=fields.text("layer"),
        domain=fields.text("domain"),
        verified_by=fields.texts("verified by"),
        verified_when=read_verified(fields, "verified when"),
        remedy=_remedy(fields, context.names),
        in_force=_window(fields, context.zone),
        source_text=_source_text(fields),
        verb=fields.text("verb"),
        place=node.place,
        formula_place=fields.place_of("formula") if "formula" in fields else Place("<formula>"),
    )
    _check_times(fields, clause)
    _check_roles(fields, clause, stated)
    _check_exact(fields, clause, stated)
    return clause if clause_id and stated and (requirement or clause.formula) else None


def _stated(fields: Fields) -> str:
    given = [key for key in _STATED if key in fields]
    if len(given) != 1:
        message = (
            f"{' and '.join(given)} are both given" if given else "nothing is required or forbidden"
        )
        fields.problem(
            given[1] if given else "id",
            message,
            expected="exactly one of " + ", ".join(_STATED),
            why="a clause states one thing, so that one verdict can be given",
        )
    return given[0] if given else ""


def _requirement(fields: Fields, stated: str, context: Context) -> Act | Quota | None:
    interpreter = _interpreter(fields, stated, context) if stated in keys.REQUIREMENTS else None
    return interpreter.requirement() if interpreter else None


def _after(fields: Fields, context: Context) -> After | None:
    interpreter = _interpreter(fields, "after", context)
    return interpreter.after() if interpreter else None


def _interpreter(fields: Fields, key: str, context: Context) -> Interpreter | None:
    if not fields.text(key):
        return None
    node = fields.get(key)
    assert node is not None
    return Interpreter(Written(node, context.prepared), context.names, context.problems)


def _modality(fields: Fields, stated: str) -> Modality:
    follows = keys.REQUIREMENTS.get(stated, "")
    why = "a formula does not say whether its satisfactions are breaches of a duty or of a ban"
    given = fields.choice(
        "modality", [one.value for one in Modality], required=stated == "formula", why=why
    )
    if given and follows and given != follows:
        fields.problem(
            "modality",
            f"{stated!r} states a {follows}, not a {given}",
            expected="no modality; it follows from the key",
        )
    return Modality(follows or given or "obligation")


def _parties(fields: Fields, key: str, names: Names, *, required: bool = False) -> tuple[str, ...]:
    why = "a duty that nobody bears cannot be breached" if required else ""
    found = []
    for word in fields.texts(key, required=required, why=why):
        party = names.party(word)
        if not party:
            expected = "one of " + ", ".join(sorted(names.parties))
            fields.problem(
                key,
                f"{key} {word!r} is no party",
                expected=expected,
                nearest=names.nearest_party(word),
            )
        elif party not in found:
            found.append(party)
    return tuple(found)


def _within(fields: Fields) -> CalendarSpan | None:
    span = fields.span("within")
    if span is not None and span.months:
        fields.problem(
            "within",
            f"a clock of {span.words!r} runs differently from month to month",
            expected="days, such as 30 d, or a fixed date with `by`",
            why="the deadline would depend on when the clock starts",
        )
        return None
    return span


def _every(fields: Fields) -> Every | None:
    span = fields.span("every")
    if span is None:
        return None
    if span.seconds:
        fields.problem(
            "every",
            f"{span.words!r} is no calendar period",
            expected="day, week, month, quarter, year, or so many of them",
        )
        return None
    return Every(span)


def _zone(fields: Fields, names: Names) -> str:
    zone = fields.text("zone")
    if zone and zone not in names.zones:
        expected, near = listed(zone, names.zones) if names.zones else ("a zone under `zones`", "")
        fields.problem("zone", f"there is no zone {zone!r}", expected=expected, nearest=near)
        return ""
    return zone


def _remedy(fields: Fields, names: Names) -> str:
    remedy = fields.text("remedy")
    if remedy and remedy not in names.clauses:
        expected, near = listed(remedy, names.clauses)
        fields.problem("remedy", f"there is no clause {remedy!r}", expected=expected, nearest=near)
        return ""
    if remedy and remedy == fields.text("id"):
        fields.problem("remedy", "a clause cannot be its own remedy", expected="another clause")
    return remedy


def _window(fields: Fields, zone: tzinfo | None) -> tuple[datetime | None, datetime | None] | None:
    return read_window(fields, "in force", zone)


def _source_text(fields: Fields) -> tuple[str, ...]:
    texts = fields.texts("source text")
    for text in texts:
        match = _SOURCE_TEXT.fullmatch(text)
        if not match or int(match[1]) >= int(match[2]):
            fields.problem(
                "source text",
                f"{text!r} points at no characters",
                expected="file#char=begin,end, such as truce.txt#char=120,188",
            )
    return texts


def _check_times(fields: Fields, clause: Clause) -> None:
    if "within" in fields and "after" not in fields:
        fields.problem(
            "within",
            "a clock needs something that starts it",
            expected="after: breach of <clause>, an act, or entry into force",
        )
    for other in ("within", "after", "by"):
        if "every" in fields and other in fields:
            fields.problem(
                "every",
                f"`every` and `{other}` exclude each other",
                expected="one of them; a duty recurs or starts at an event",
            )
    if "within" in fields and "by" in fields:
        fields.problem("by", "`by` and `within` are two deadlines", expected="one of them")
    if clause.modality is Modality.PROHIBITION and "by" in fields:
        fields.problem(
            "by",
            "a prohibition has no deadline",
            expected="in force: {until: ...} for when it ends",
        )
    if (
        clause.modality is Modality.PROHIBITION
        and "every" in fields
        and isinstance(clause.requirement, Act)
    ):
        fields.problem(
            "every",
            "`every` needs a count or a sum to prohibit",
            expected="prohibits: count of ... > 5",
        )


def _check_roles(fields: Fields, clause: Clause, stated: str) -> None:
    acts = [(stated, clause.requirement), ("after", clause.after.act if clause.after else None)]
    for key, part in acts:
        act = part.act if isinstance(part, Quota) else part
        words = {word for one in act.restrictions for word in one.values} if act else set()
        if "counterparty" in words and "counterparty" not in fields:
            fields.problem(
                key,
                "`counterparty` is used, but the clause names none",
                expected="counterparty: <party>",
            )


def _check_exact(fields: Fields, clause: Clause, stated: str) -> None:
    part = clause.requirement
    if clause.modality is not Modality.PROHIBITION or not isinstance(part, Quota):
        return
    if part.threshold.operator == "=":
        fields.problem(
            stated,
            "a prohibition of one exact number cannot be broken on the way to a larger one",
            expected="a limit with > or >=, or an obligation of = <number>",
        )
