"""What all tests share: properties are not timed, for no test holds a stopwatch."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")
