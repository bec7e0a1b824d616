"""The shapes of formulas that counts and sums take.

A quota is looked at in each calendar period (``k``), or for each trigger. One rule
decides when a violation can be seen: if doing nothing satisfies the quota, then the
act that exceeds it; otherwise the end of the period, and then no act at all must count
as zero, though an aggregation over nothing yields no row.

Only attributed acts count towards a bearer: nobody is over a limit on account of acts
that may be another's.

Part of ``agreement.clauses``, which says what the predicates hold.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from servanda.agreement.acts import number
from servanda.agreement.meaning import comparable
from servanda.agreement.model import Agreement, Clause, Modality, Quota
from servanda.agreement.shapes import NOTHING, Shape, Shapes
from servanda.facts.vocabulary import Argument

__all__ = ["QuotaShapes"]

_COUNT = Argument("count", "integer")
_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
_COMPLEMENT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class QuotaShapes(Shapes):
    """Builds the formulas of a clause with a quota."""

    def __init__(self, clause: Clause, agreement: Agreement, quota: Quota) -> None:
        super().__init__(clause, agreement)
        self.quota = quota
        self.of = quota.act
        self.bearers = self.each(quota.act)
        self.key = "trigger" if clause.after is not None else "k"

    @property
    def is_triggered(self) -> bool:
        """Whether the quota runs for each trigger instead of each period."""
        return self.clause.after is not None

    def violation(self) -> Shape:
        """Return where the quota is exceeded or missed."""
        if self.clause.modality in (Modality.PERMISSION, Modality.POWER):
            return NOTHING
        return self._excess() if self.idle_is_right() else self._shortfall()

    def counted_acts(self) -> Shape:
        """Return the acts that are counted."""
        return Shape(self._counted(""), (self.key, "incident", *self.bearers))

    def tally(self) -> Shape:
        """Return what has been counted so far, whenever another act is counted."""
        text = f"({self._another()} AND ({self._so_far()}))"
        return Shape(text, (self.key, *self.bearers, "s"))

    def idle_is_right(self) -> bool:
        """Whether doing nothing satisfies the clause, so that only an act can violate it."""
        threshold = self.quota.threshold
        holds = _HOLDS[threshold.operator](0.0, self._limit())
        return holds != (self.clause.modality is Modality.PROHIBITION)

    def _limit(self) -> float:
        return comparable(self.quota.threshold.quantity, self._argument())

    def _argument(self) -> Argument:
        if self.quota.aggregate == "count":
            return _COUNT
        return self.agreement.vocabulary[self.of.predicate].argument(self.quota.argument)

    def _right(self, *, right: bool) -> str:
        """Return that ``s`` satisfies the clause, or that it does not."""
        sign = self.quota.threshold.operator
        limit = number(self._limit(), self._argument())
        if right != (self.clause.modality is Modality.PROHIBITION):
            return f"s {sign} {limit}"
        return f"s {_COMPLEMENT[sign]} {limit}" if sign in _COMPLEMENT else f"(NOT s = {limit})"

    def _scope(self) -> str:
        if self.is_triggered:
            return f"({self.once} {self.triggered()})"
        return "in_period(incident, k)"

    def _counted(self, kept: str) -> str:
        act = self.act(self.of, bearer="".join(self.bearers), kept=kept)
        return f"({act} AND {self._scope()})"

    def _another(self) -> str:
        return f"(EXISTS incident. {self._counted('')})"

    def _aggregated(self, body: str) -> str:
        groups = ", ".join([self.key, *self.bearers])
        if self.quota.aggregate == "count":
            return f"s <- CNT incident; {groups} {body}"
        return f"s <- SUM {self.quota.argument}; {groups} {body}"

    def _so_far(self) -> str:
        return self._aggregated(f"(ONCE {self._counted(self.quota.argument)})")

    def _excess(self) -> Shape:
        wrong = f"(EXISTS s. (({self._so_far()}) AND {self._right(right=False)}))"
        return Shape(f"({self._another()} AND {wrong})", (self.key, *self.bearers))

    def _shortfall(self) -> Shape:
        if not self.is_triggered:
            return self._missed("period_end(k)", ("k",), self._so_far())
        if self.clause.by_deadline is not None:
            return self._missed(self.due_at_deadline(), ("trigger", "by"), self._so_far())
        if not self.interval:
            return NOTHING
        act = self.act(self.of, bearer="".join(self.bearers), kept=self.quota.argument)
        later = f"({self.triggered()} AND (EVENTUALLY{self.interval} {act}))"
        return self._missed(self.trigger().text, ("trigger", "by"), self._aggregated(later))

    def _missed(self, end: str, columns: tuple[str, ...], aggregated: str) -> Shape:
        reached = f"(EXISTS s. (({aggregated}) AND {self._right(right=True)}))"
        text = f"({self.each_bearer(end, self.of)} AND (NOT {reached}))"
        return Shape(text, (*columns, *self.bearers))
