"""Admiralty grades: reliability of the source, credibility of the item, given separately.

F and 6 mean *cannot be judged*, not *worst*: they neither confirm nor discredit.
Convention: NATO AJP-2.1 / FM 2-22.3, as summarised in the Admiralty code.
"""

from __future__ import annotations

from servanda.base.errors import MisuseError

__all__ = ["CREDIBILITY", "RELIABILITY", "credibility", "is_unknown", "reliability"]

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


def reliability(text: str) -> str:
    """Return the reliability grade A-F, or raise.

    Raises:
        MisuseError: If it is no such grade.

    >>> reliability("b")
    'B'
    """
    return _grade(text.upper(), RELIABILITY, "reliability")


def credibility(text: str) -> str:
    """Return the credibility grade 1-6, or raise.

    Raises:
        MisuseError: If it is no such grade.

    >>> credibility("6")
    '6'
    """
    return _grade(text, CREDIBILITY, "credibility")


def _grade(text: str, known: dict[str, str], kind: str) -> str:
    if text not in known:
        grades = "; ".join(f"{grade} {meaning}" for grade, meaning in known.items())
        raise MisuseError(f"{text!r} is no {kind} grade. Write one of: {grades}")
    return text


def is_unknown(grade: str) -> bool:
    """Whether a grade says only that nothing is known.

    >>> is_unknown("F"), is_unknown("6"), is_unknown("E")
    (True, True, False)
    """
    return grade in ("F", "6")
