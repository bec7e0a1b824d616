"""Verdicts with their reasons: under each verdict the tree of facts that make it.

What a reason is, is decided in ``servanda.rules.explainer``; here they are written.

Main path: ``explained_text``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from servanda.rules.checks import Checked
from servanda.rules.explainer import Explainer
from servanda.rules.output import verdict_lines, verdict_records

if TYPE_CHECKING:
    from servanda.rules.log import Log
    from servanda.rules.output import Verdicts

__all__ = ["explained_text"]


def explained_text(
    checked: Checked, log: Log, verdicts: Verdicts, *, open_end: bool, as_json: bool
) -> Iterator[str]:
    """Yield each verdict, one valuation at a time, with its explanation.

    Args:
        checked: The formula.
        log: All facts of the predicates that the formula mentions.
        verdicts: What was decided of it.
        open_end: As when it was decided.
        as_json: One record a line, with ``explanation``, instead of MonPoly's lines with the tree
            indented below.
    """
    explainer = Explainer(checked, log, open_end=open_end)
    for tp, ts, rows in verdicts:
        for row in sorted(rows):
            found = explainer.explain(tp, row)
            if as_json:
                (record,) = verdict_records(checked.free_variables, [(tp, ts, {row})])
                full: dict[str, Any] = {**record, "explanation": found.as_dict()}
                yield json.dumps(full, ensure_ascii=False) + "\n"
            else:
                (line,) = verdict_lines([(tp, ts, {row})], checked.types)
                below = "".join(f"  {each}\n" for each in found.as_text().splitlines()[1:])
                yield f"{line}\n{below}"
