"""Why is this a verdict? The facts that make it, as a tree that a person can read.

An explanation is computed on demand, for one binding at one time-point, by asking the same
formula that is evaluated of the facts it can reach. Its facts suffice: over them alone,
with the same time-points, the answer is the same. What is not a verdict is explained too.

Main path: ``explain``; ``Explainer`` for several verdicts of one log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.base.errors import MisuseError
from servanda.rules.checks import Checked
from servanda.rules.explain_search import Definitions, Search
from servanda.rules.explain_tree import Explanation, Fact, Window
from servanda.rules.explain_why import Reasons
from servanda.rules.explain_words import named
from servanda.rules.log import END_OF_TIME, Log
from servanda.rules.progress import progress
from servanda.rules.syntax import And, Value

__all__ = ["Explainer", "Explanation", "Fact", "Window", "explain"]


def explain(
    checked: Checked,
    log: Log,
    tp: int,
    binding: Mapping[str, Value] | Sequence[Value],
    *,
    open_end: bool = False,
) -> Explanation:
    """Explain why a binding satisfies the formula at a time-point, or why it does not.

    Args:
        checked: What ``check`` returned.
        log: The evidence, or at least all of it that the formula can reach from ``tp``, with
            all time-points.
        tp: Number of the time-point.
        binding: A value for each free variable: by name, or in the order of the verdict.
        open_end: As for the evaluation: nothing follows the log.

    Raises:
        MisuseError: There is no such time-point, the log does not decide it, or the binding is
            not one of the formula's free variables.

    >>> from servanda.rules import check, parse_formula, parse_log, parse_signature
    >>> signature = parse_signature("attack(int) notify(int)")
    >>> checked = check(parse_formula("attack(p) AND NOT NEXT notify(p)"), signature)
    >>> log = parse_log(["@0 attack(1) attack(2)", "@7 notify(2)", "@9"], signature)
    >>> print(explain(checked, log, 0, [1]).as_text())
    p = 1 satisfies the formula at time-point 0 (@0)
      attack(1) holds here
      NOT (NEXT notify(1))
        no notify(1) at time-point 1 (@7)
    """
    return Explainer(checked, log, open_end=open_end).explain(tp, binding)


class Explainer:
    """Explains verdicts of one formula over one log, which is sorted out only once."""

    def __init__(self, checked: Checked, log: Log, *, open_end: bool = False) -> None:
        self._checked = checked
        times = list(log.timestamps) if open_end else [*log.timestamps, END_OF_TIME]
        self._decided = min(progress(checked.core, times), len(log.timestamps))
        self._search = Search(log, times)
        self._top: Definitions = {}

    def explain(self, tp: int, binding: Mapping[str, Value] | Sequence[Value]) -> Explanation:
        """Explain one binding at one time-point; see ``explain``."""
        values = self._values(binding)
        if not 0 <= tp < self._decided:
            raise MisuseError(
                f"time-point {tp} has no verdict to explain: the log decides time-points "
                f"0 to {self._decided - 1}"
            )
        core = self._checked.core
        self._search.forget()
        found = Reasons(self._search).explain(core, tp, values, self._top)
        who = named(values) or "the formula"
        says = f"{who} {'satisfies' if found.holds else 'does not satisfy'} the formula"
        if not values:
            says = "the formula holds" if found.holds else "the formula does not hold"
        parts = found.parts if found.holds and isinstance(core, And) else (found,)
        return Explanation(found.holds, found.formula, says, tp, self._search.times[tp], (), parts)

    def _values(self, binding: Mapping[str, Value] | Sequence[Value]) -> dict[str, Value]:
        names = self._checked.free_variables
        pairs = binding if isinstance(binding, Mapping) else zip(names, binding, strict=False)
        given = dict(pairs)
        if set(given) != set(names) or len(binding) != len(names):
            wanted = ", ".join(names) or "none at all"
            raise MisuseError(f"an explanation needs a value for each free variable: {wanted}")
        return {name: given[name] for name in names}
