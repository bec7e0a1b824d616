"""Every sentence and every reason that some verdicts hold, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from servanda.base.said import Said
from servanda.verdicts.model import FactRef

__all__ = ["reasons_in", "sentences_in"]

_SENTENCES = {"reason", "reasons", "why", "notes", "because"}


def sentences_in(value: Any) -> Iterator[Said]:
    """Every sentence in a verdict: reasons, remarks, labels."""
    if isinstance(value, Said):
        yield value
        yield from (each for part in value.values.values() for each in sentences_in(part))
    elif isinstance(value, tuple | list):
        yield from (each for part in value for each in sentences_in(part))
    elif is_dataclass(value) and not isinstance(value, FactRef | type):
        yield from (
            each for one in fields(value) for each in sentences_in(getattr(value, one.name))
        )


def reasons_in(value: Any) -> Iterator[str]:
    """What stands where a reason is asked for, whether it is a sentence of ours or not."""
    if isinstance(value, tuple | list):
        yield from (each for part in value for each in reasons_in(part))
    elif is_dataclass(value) and not isinstance(value, FactRef | type):
        for one in fields(value):
            held = getattr(value, one.name)
            if one.name in _SENTENCES:
                yield from [held] if isinstance(held, str) else held
            else:
                yield from reasons_in(held)
