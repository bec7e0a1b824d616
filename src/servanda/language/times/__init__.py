"""Times named in a text: TIMEX3 types and values, the days they cover, and why.

Which words name a time is data (``lexica/<language>/times.yaml``); ``scan`` finds them in one
pass over the text and ``resolve`` says which days they mean, counted from the day of
publication or from the day named before. Without those they stay undetermined: value "".
Events ("seit Beginn des Angriffskriegs") are no dates and are left alone.

Main path: ``times`` -> ``servanda.language.model.Time``.
"""

from __future__ import annotations

from servanda.language.times.resolve import times

__all__ = ["times"]
