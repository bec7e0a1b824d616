"""What is asked about one clause: the frame in which evidence is judged. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import Activation
from servanda.verdicts.observed import Observed

__all__ = ["Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """One clause, its window, what could be known, and who was looking.

    Attributes:
        clause: Clause id.
        bearer: Ids of those who must, or must not.
        window: In force [begins, ends), UTC; an end of None is open.
        as_of: What could be known then; the evidence must already be cut to it.
        rule: What verifies a violation.
        observed: Coverage by the sources accepted for the clause.
    """

    clause: str
    bearer: tuple[str, ...]
    window: tuple[datetime, datetime | None]
    as_of: datetime
    rule: VerifiedWhen = field(default_factory=VerifiedWhen)
    observed: Observed = field(default_factory=Observed)

    @property
    def begins(self) -> datetime:
        """Start of the window."""
        return self.window[0]

    @property
    def until(self) -> datetime:
        """How far the verdict reaches: as-of or the window's end, never before its start."""
        ends = self.window[1]
        return max(self.begins, min(self.as_of, ends) if ends is not None else self.as_of)

    @property
    def heard(self) -> datetime:
        """Until when silence says something: as-of less the sources' usual lag."""
        return self.as_of - self.observed.lag

    @property
    def activation(self) -> Activation:
        """Life-cycle state of the clause itself."""
        if self.as_of < self.begins:
            return Activation.INACTIVE
        ends = self.window[1]
        return Activation.EXPIRED if ends is not None and self.as_of >= ends else Activation.ACTIVE
