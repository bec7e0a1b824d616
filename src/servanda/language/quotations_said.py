"""What one rule found in one sentence: the words said, and by whom, as indices of words.

Main path: ``Said``. The rules are in ``indirect``, ``reported`` and ``quotations``.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Run", "Said"]

Run = tuple[int, int]


@dataclass(slots=True)
class Said:
    """A quotation of one sentence.

    Attributes:
        type: As in ``Quotation``.
        quote: Runs of words, first index and the index after.
        speaker: The run that names the speaker, None if the sentence names nobody.
        cue: Indices of the words of saying.
        frame: Runs of the clause around it.
        addressee: The run that names to whom.
        act: What is done by saying it.
        rule: The rule that found it.
        anchor: Index of the word that led to it.
        before: Whether the sentence before belongs to the words said ("Das teilte X mit").
        carried: Whether the speaker is the one of the sentence before.
        judged: Whether marked words say what somebody holds something to be.
    """

    type: str
    quote: list[Run]
    speaker: Run | None
    cue: tuple[int, ...]
    frame: list[Run]
    rule: str
    anchor: int
    act: str = ""
    addressee: Run | None = None
    before: bool = False
    carried: bool = False
    judged: bool = False
