"""Violations to verdicts: the fenced core. No I/O, no clock, no randomness.

``ENGINE_VERSION`` is printed in every verdict. A change that alters what old evidence
leads to must change it; ``tests/verdicts/test_golden.py`` holds the old verdicts.
"""

from __future__ import annotations

__all__ = ["ENGINE_VERSION"]

ENGINE_VERSION = "1.0"
