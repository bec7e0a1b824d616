"""Which predicates there are, and the types of their arguments.

A signature is data: name -> arguments. It knows no formulas and no tables.
``tp``, ``ts`` and ``tpts`` are built in and belong to every signature.

Main path: ``parse_signature`` for MonPoly's ``.sig`` text, ``Signature`` from Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from servanda.base.errors import FormulaError, Place, Problem
from servanda.base.record import record

__all__ = ["BUILT_IN", "TYPES", "Signature", "parse_signature"]

TYPES = ("int", "float", "string", "regexp")

BUILT_IN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "tp": (("i", "int"),),
    "ts": (("t", "int"),),
    "tpts": (("i", "int"), ("t", "int")),
}

_TOKEN = re.compile(
    # A label may stand apart from its colon, and the colon from the type.
    r"\s+|#[^\n]*|\(\*(?:(?!\(\*|\*\)).|\(\*(?:(?!\*\)).)*\*\))*\*\)"
    r"|(?P<word>[A-Za-z0-9_\[\]/:.!\-]+(?:(?:(?<=:)\s+|\s+(?=:))[A-Za-z0-9_\[\]/:.!\-]+)*)"
    r"|(?P<mark>[(),])|(?P<bad>.)",
    re.S,
)


@record(frozen=True, slots=True)
class Signature:
    """The predicates a log may contain.

    >>> s = Signature({"strike": (("by", "string"), ("km2", "float"))})
    >>> s.types("strike")
    ('string', 'float')
    >>> "strike" in s, "tp" in s, sorted(s)
    (True, True, ['strike'])
    """

    predicates: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def __init__(self, predicates: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        rows = []
        for name, arguments in predicates.items():
            row = tuple((str(label), str(kind)) for label, kind in arguments)
            for label, kind in row:
                if kind not in TYPES:
                    raise FormulaError(
                        f"signature: {name}({label}) has the unknown type {kind!r}\n"
                        f"  expected: one of {', '.join(TYPES)}"
                    )
            rows.append((name, row))
        object.__setattr__(self, "predicates", tuple(rows))

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.predicates)

    def __contains__(self, name: object) -> bool:
        return name in BUILT_IN or any(name == known for known, _ in self.predicates)

    def arguments(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return (label, type) of each argument of ``name``; KeyError if unknown."""
        return dict(self.predicates)[name] if name not in BUILT_IN else BUILT_IN[name]

    def types(self, name: str) -> tuple[str, ...]:
        """Return the types of the arguments of ``name``; KeyError if unknown."""
        return tuple(kind for _, kind in self.arguments(name))


def parse_signature(text: str, *, file: str = "<signature>") -> Signature:
    """Read MonPoly's signature format: ``name(label:type, type, ...)``, comments as in formulas.

    Args:
        text: The whole file.
        file: Name used in messages.

    Raises:
        FormulaError: With line and column of the first thing that cannot be read.

    >>> parse_signature("p(int) q(x:string, y:float)").types("q")
    ('string', 'float')
    """
    tokens = _tokens(text, file)
    predicates: dict[str, tuple[tuple[str, str], ...]] = {}
    position = 0
    while position < len(tokens):
        name, place = tokens[position]
        if name in "(),":
            raise _expected(place, name, "the name of a predicate")
        arguments, position = _arguments(tokens, position + 1, file)
        if name in BUILT_IN or name in predicates:
            raise _expected(place, name, "a name that is not taken yet")
        predicates[name] = arguments
    return Signature(predicates)


def _tokens(text: str, file: str) -> list[tuple[str, Place]]:
    tokens = []
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        place = Place(file, line, match.start() - start + 1)
        if match["bad"]:
            raise _expected(place, match.group(), "name(label:type, ...)")
        if match["word"] or match["mark"]:
            tokens.append(("".join(match.group().split()), place))
        if newlines := match.group().count("\n"):
            line += newlines
            start = match.start() + match.group().rindex("\n") + 1
    return tokens


def _arguments(
    tokens: list[tuple[str, Place]], position: int, file: str
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Read ``( ... )`` from ``position``; return the arguments and the next position."""
    arguments: list[tuple[str, str]] = []
    end = ("", tokens[-1][1] if tokens else Place(file))
    wanted = "("
    while True:
        text, place = tokens[position] if position < len(tokens) else end
        position += 1
        if wanted == "(" and text == "(":
            wanted = "type or )"
        elif wanted == "type or )" and text == ")":
            return (), position
        elif wanted == ", or )" and text == ")":
            return tuple(arguments), position
        elif wanted == ", or )" and text == ",":
            wanted = "type"
        elif wanted.startswith("type") and text not in {"", "(", ")", ","}:
            label, _, kind = text.rpartition(":")
            if kind not in TYPES:
                raise _expected(place, text, f"a type: {', '.join(TYPES)}")
            arguments.append((label or f"a{len(arguments)}", kind))
            wanted = ", or )"
        else:
            raise _expected(place, text or "end of text", wanted)


def _expected(place: Place, found: str, expected: str) -> FormulaError:
    problem = Problem(place, "this signature cannot be read", excerpt=found, expected=expected)
    return FormulaError(str(problem))
