"""Which office stands beside a name, and when two offices are the same one.

"Außenminister Karl Huber", "Karl Huber, der Außenminister". Whose office it then is in the
document is decided in ``people``.

Main path: ``role_near``, then ``role_key``.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.phrases import role_in
from servanda.language.tokens import Token

__all__ = ["role_key", "role_near"]

_ROLE_REACH = 7
_ENDINGS = ("en", "er", "em", "es", "e", "n", "s")


def role_near(tokens: Sequence[Token], at: int, length: int, lexicon: Lexicon) -> str:
    """Return the office just before a name, or in the apposition just after it."""
    before: list[Token] = []
    for index in range(at - 1, max(-1, at - _ROLE_REACH), -1):
        if tokens[index].quote >= 0 or (tokens[index].text == "," and index != at - 1):
            break
        if tokens[index].low in lexicon.verbs:
            break
        before.insert(0, tokens[index])
    direct = before and lexicon.role_of(before[-1].text)
    apposed = before and before[-1].text == ","
    if direct or apposed:
        return role_in(before, lexicon)
    after = at + length
    if after < len(tokens) and tokens[after].text == ",":
        near = tokens[after + 1 : after + _ROLE_REACH]
        stop = next((i for i, t in enumerate(near) if t.text in ",.;:" or t.quote >= 0), None)
        return role_in(near[:stop], lexicon) if stop is not None else ""
    return ""


def role_key(role: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return an office without its endings, so that cases do not matter.

    >>> from servanda.language.lexicon import load
    >>> role_key("ukrainischen Präsidenten", load("de"))
    ('präsident', 'ukrainisch')
    """
    keys = []
    for word in role.replace("-", " ").split():
        low = word.lower()
        keys.append(lexicon.role_of(word) or next(iter(_stems(low)), low))
    return tuple(sorted(keys))


def _stems(word: str) -> list[str]:
    return [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
