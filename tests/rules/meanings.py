"""Small logs on which each operator's traps show: text in, verdicts out, written by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

SIGNATURE = "e() p(int) q(int) r(int,int) f(float) s(string) w(string,string) g(regexp)"
Rows = dict[int, set[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A rule of the language, and a log that shows it."""

    rule: str
    formula: str
    log: str
    expected: Rows
    open_end: bool = False
    negate: bool = False


YES: set[tuple[Any, ...]] = {()}
MEANINGS = [
    Meaning(
        "a predicate at one time-point is a set", "n <- CNT x p(x)", "@0 p(1)(1)(2)", {0: {(2,)}}
    ),
    Meaning(
        "time-points of one time-stamp stay distinct",
        "p(x)",
        "@5 p(1) @5 @5 p(1)",
        {0: {(1,)}, 2: {(1,)}},
    ),
    Meaning(
        "once of zero sees earlier time-points of its time-stamp and no later ones",
        "ONCE[0,0] p(x)",
        "@5 @5 p(1) @5 @6",
        {1: {(1,)}, 2: {(1,)}},
    ),
    Meaning(
        "eventually of zero sees later time-points of its time-stamp and no earlier ones",
        "EVENTUALLY[0,0] p(x)",
        "@5 @5 p(1) @5 @6",
        {0: {(1,)}, 1: {(1,)}},
    ),
    Meaning("once has closed bounds", "ONCE[1,3] p(x)", "@0 p(1) @1 @3 @4", {1: {(1,)}, 2: {(1,)}}),
    Meaning("once has open bounds", "ONCE(1,3) p(x)", "@0 p(1) @1 @2 @3", {2: {(1,)}}),
    Meaning("a star has no end", "ONCE[2,*) p(x)", "@0 p(1) @1 @2 @99", {2: {(1,)}, 3: {(1,)}}),
    Meaning("units are seconds", "ONCE[1m,1h] e()", "@0 e() @59 @60 @3600 @3601", {2: YES, 3: YES}),
    Meaning("a day has 86400", "ONCE[0,1d] e()", "@0 e() @86400 @86401", {0: YES, 1: YES}),
    Meaning(
        "previous steps one time-point, not one time unit",
        "PREVIOUS p(x)",
        "@0 p(1) @9 p(2) @9",
        {1: {(1,)}, 2: {(2,)}},
    ),
    Meaning(
        "previous checks the distance", "PREVIOUS[1,2] p(x)", "@0 p(1) @3 p(2) @4", {2: {(2,)}}
    ),
    Meaning("next checks the distance", "NEXT[0,1] p(x)", "@0 @1 p(1) @9 p(2)", {0: {(1,)}}),
    Meaning(
        "the end of time is one more time-point, without events",
        "NEXT NOT e()",
        "@0 e() @1 e()",
        {1: YES},
    ),
    Meaning("an open end has no next", "NEXT NOT e()", "@0 e() @1 e()", {}, open_end=True),
    Meaning("next next of the last is never decided", "NOT NEXT NEXT e()", "@0 @1", {0: YES}),
    Meaning(
        "a bounded obligation is decided at the end",
        "NOT EVENTUALLY[0,5] e()",
        "@0 @9",
        {0: YES, 1: YES},
    ),
    Meaning(
        "an open log decides only what has run out",
        "NOT EVENTUALLY[0,5] e()",
        "@0 @3 @6",
        {0: YES},
        open_end=True,
    ),
    Meaning(
        "since needs its left side after the right, not at it",
        "p(x) SINCE q(x)",
        "@0 q(1) @1 p(1) @2 @3 p(1)",
        {0: {(1,)}, 1: {(1,)}},
    ),
    Meaning(
        "since not is ended by the left side",
        "NOT p(x) SINCE[1,9] q(x)",
        "@0 q(1)(2) @1 @2 p(1) @3",
        {1: {(1,), (2,)}, 2: {(2,)}, 3: {(2,)}},
    ),
    Meaning(
        "since takes up again with a new right side",
        "NOT e() SINCE q(x)",
        "@0 q(1) @1 e() @2 q(1) @3",
        {0: {(1,)}, 2: {(1,)}, 3: {(1,)}},
    ),
    Meaning(
        "until needs its left side before the right, not at it",
        "p(x) UNTIL[0,9] q(x)",
        "@0 @1 p(1) @2 p(1) @3 q(1)",
        {1: {(1,)}, 2: {(1,)}, 3: {(1,)}},
    ),
    Meaning(
        "until not is stopped by the left side",
        "(NOT e()) UNTIL[0,9] q(x)",
        "@0 @1 e() @2 @3 q(1)",
        {2: {(1,)}, 3: {(1,)}},
    ),
    Meaning(
        "until keeps its lower bound",
        "TRUE UNTIL[2,3] q(x)",
        "@0 @1 @2 @3 q(1)",
        {0: {(1,)}, 1: {(1,)}},
    ),
    Meaning(
        "historically holds while nothing speaks against it",
        "HISTORICALLY[0,1] e()",
        "@0 e() @1 @2 e() @3 e()",
        {0: YES, 3: YES},
    ),
    Meaning(
        "always has a deadline", "ALWAYS[0,1] e()", "@0 e() @1 e() @2 @9 e()", {0: YES, 3: YES}
    ),
    Meaning("and not subtracts", "r(x,y) AND NOT p(x)", "@0 r(1,2) r(3,4) p(1)", {0: {(3, 4)}}),
    Meaning("repeated variables are equal", "r(x,x)", "@0 r(1,2) r(3,3)", {0: {(3,)}}),
    Meaning("an underscore is any value", "r(x,_)", "@0 r(1,2) r(1,3)", {0: {(1,)}}),
    Meaning("exists hides", "EXISTS y. r(x,y)", "@0 r(1,2) r(1,3)", {0: {(1,)}}),
    Meaning(
        "exists hides what an outer name also means",
        "p(x) AND EXISTS x. q(x)",
        "@0 p(1) q(2) @1 p(1)",
        {0: {(1,)}},
    ),
    Meaning("forall", "FORALL x. p(x) IMPLIES q(x)", "@0 p(1) q(1)(2) @1 p(1) q(2)", {0: YES}),
    Meaning("equiv", "p(1) EQUIV q(1)", "@0 p(1) @1 p(1) q(1) @2", {1: YES, 2: YES}),
    Meaning(
        "the policy is written, its violations are found",
        "p(x) IMPLIES EVENTUALLY[0,2] q(x)",
        "@0 p(1)(2) @1 q(1)",
        {0: {(2,)}},
        negate=True,
    ),
    Meaning("a comparison filters", "p(x) AND x > 1", "@0 p(1)(2)", {0: {(2,)}}),
    Meaning("an equation binds", "p(x) AND y = x * 2 + 1", "@0 p(1)(2)", {0: {(1, 3), (2, 5)}}),
    Meaning(
        "integers divide towards zero",
        "p(x) AND y = x / 2 AND z = x MOD 2",
        "@0 p(-7)(7)",
        {0: {(-7, -3, -1), (7, 3, 1)}},
    ),
    Meaning("division by zero has no value", "p(x) AND y = 1 / x", "@0 p(0)(1)", {0: {(1, 1)}}),
    Meaning("what has no value is not equal", "p(x) AND NOT 1 / x = 1", "@0 p(0)(1)", {0: {(0,)}}),
    Meaning("mod reaches right", "p(x) AND y = x MOD 2 + 3", "@0 p(9)", {0: {(9, 4)}}),
    Meaning("floats stay floats", "f(x) AND y = x / 2.0", "@0 f(5)", {0: {(5.0, 2.5)}}),
    Meaning("f2i cuts", "f(x) AND y = f2i(x)", "@0 f(-2.7)(2.7)", {0: {(-2.7, -2), (2.7, 2)}}),
    Meaning(
        "i2s and s2i", 'p(x) AND s = i2s(x) AND n = s2i("x")', "@0 p(-4)", {0: {(-4, "-4", 0)}}
    ),
    Meaning("f2s", "f(x) AND s = f2s(x)", "@0 f(2)(0.5)", {0: {(2.0, "2."), (0.5, "0.5")}}),
    Meaning(
        "dates are those of UTC",
        "p(x) AND t = i2f(x) AND d = FORMAT_DATE(t) AND m = MONTH(t) AND y = YEAR(t)",
        "@0 p(1755820800)",
        {0: {(1755820800, 1755820800.0, "2025-08-22", 8, 2025)}},
    ),
    Meaning(
        "text compares by its bytes",
        's(x) AND x < "b"',
        '@0 s("a")("B")("é")',
        {0: {("a",), ("B",)}},
    ),
    Meaning("x and X are two variables", "p(x) AND q(X)", "@0 p(1) q(2)", {0: {(1, 2)}}),
    Meaning(
        "quotes in data stay data",
        's(x) AND y = "it\'s; DROP TABLE p_s --"',
        '@0 s("\'")',
        {0: {("'", "it's; DROP TABLE p_s --")}},
    ),
    Meaning("substring", 's(x) AND "b" SUBSTRING x', '@0 s("abc")("ac")', {0: {("abc",)}}),
    Meaning(
        "matches finds anywhere", 's(x) AND x MATCHES r"b+"', '@0 s("abbc")("ac")', {0: {("abbc",)}}
    ),
    Meaning(
        "groups of a pattern bind",
        r's(x) AND x MATCHES r"\(a+\)\(b*\)" (y, _)',
        '@0 s("caab")',
        {0: {("caab", "aa")}},
    ),
    Meaning(
        "a group that is bound already filters",
        r's(x) AND w(y,_) AND x MATCHES r"^\([a-z]\)" (y)',
        '@0 s("ab")("cd") w("a","") ',
        {0: {("ab", "a")}},
    ),
    Meaning(
        "brackets are literal in patterns",
        's(x) AND x MATCHES r"(a)"',
        '@0 s("(a)")("a")',
        {0: {("(a)",)}},
    ),
    Meaning(
        "a pattern may be data",
        r"s(x) AND g(y) AND x MATCHES y",
        '@0 s("ab") g("^a")',
        {0: {("ab", "^a")}},
    ),
    Meaning(
        "count groups", "n <- CNT y; x r(x,y)", "@0 r(1,2)(1,3)(4,5) @1", {0: {(2, 1), (1, 4)}}
    ),
    Meaning(
        "over nothing, without groups, there is one row",
        "n <- SUM x p(x)",
        "@0 @1 p(2)(3)",
        {0: {(0,)}, 1: {(5,)}},
    ),
    Meaning("the least of no floats is infinite", "n <- MIN x f(x)", "@0", {0: {(math.inf,)}}),
    Meaning("the greatest of no texts is empty", "n <- MAX x s(x)", "@0", {0: {("",)}}),
    Meaning("median of an even number", "n <- MED x p(x)", "@0 p(1)(4)(2)(9)", {0: {(3.0,)}}),
    Meaning("average of integers is a float", "n <- AVG x p(x)", "@0 p(1)(2)", {0: {(1.5,)}}),
    Meaning(
        "equal values of different rows all count",
        "n <- SUM y r(x,y)",
        "@0 r(1,5)(2,5)",
        {0: {(10,)}},
    ),
    Meaning(
        "a window aggregates bindings, not events",
        "n <- CNT x ONCE[0,2] p(x)",
        "@0 p(1) @1 p(1)(2) @4",
        {0: {(1,)}, 1: {(2,)}, 2: {(0,)}},
    ),
    Meaning(
        "an average slides",
        "n <- AVG x ONCE[0,2] p(x)",
        "@0 p(1) @1 p(2) @3 p(5) @9",
        {0: {(1.0,)}, 1: {(1.5,)}, 2: {(3.5,)}, 3: {(0.0,)}},
    ),
    Meaning(
        "a sum of floats slides",
        "n <- SUM x; y ONCE[0,2] (f(x) AND q(y))",
        "@0 f(0.5) q(1) @1 f(1e16) q(1) @3 f(0.25) q(1) @9",
        {0: {(0.5, 1)}, 1: {(1e16, 1)}, 2: {(1e16, 1)}},
    ),
    Meaning(
        "a median slides",
        "n <- MED x ONCE[0,2] p(x)",
        "@0 p(1) @1 p(2)(9) @3 p(5)",
        {0: {(1.0,)}, 1: {(2.0,)}, 2: {(5.0,)}},
    ),
    Meaning(
        "a sum slides by group",
        "n <- SUM y; x ONCE[0,2] r(x,y)",
        "@0 r(1,5) @1 r(1,-5)(2,1) @3 @9",
        {0: {(5, 1)}, 1: {(0, 1), (1, 2)}, 2: {(-5, 1), (1, 2)}},
    ),
    Meaning(
        "with tp each event counts",
        "n <- CNT i ONCE[0,2] (p(x) AND tp(i))",
        "@0 p(1) @1 p(1) @4",
        {0: {(1,)}, 1: {(2,)}, 2: {(0,)}},
    ),
    Meaning(
        "the body of an aggregation reaches right",
        "n <- CNT x p(x) AND q(x)",
        "@0 p(1)(2) q(2)",
        {0: {(1,)}},
    ),
    Meaning(
        "tp, ts and tpts", "tp(i) AND ts(t) AND tpts(i,t)", "@7 @9", {0: {(0, 7)}, 1: {(1, 9)}}
    ),
    Meaning(
        "let names a formula",
        "LET d(y,x) = r(x,y) AND NOT p(x) IN d(a,1) OR d(a,2)",
        "@0 r(1,5)(2,6)(3,7) p(2)",
        {0: {(5,)}},
    ),
    Meaning(
        "let hides the predicate of that name",
        "LET p(x) = q(x) IN p(x)",
        "@0 p(1) q(2)",
        {0: {(2,)}},
    ),
    Meaning(
        "its definition still means the old one", "LET p(x) = p(x) IN p(x)", "@0 p(1)", {0: {(1,)}}
    ),
    Meaning("once reaches over and", "ONCE e() AND p(1)", "@0 e() @1 p(1) @2 e() p(1)", {2: YES}),
    Meaning(
        "conjuncts come in any order",
        "x > 1 AND NOT q(x) AND p(x)",
        "@0 p(1)(2)(3) q(3)",
        {0: {(2,)}},
    ),
    Meaning(
        "what is bound outside helps inside",
        "p(x) AND ONCE[0,5] NOT q(x)",
        "@0 q(1) @1 p(1) q(1) @2 @3 p(1) q(1)",
        {3: {(1,)}},
    ),
    Meaning("an empty log has no verdict", "n <- CNT x p(x)", "", {}),
]
