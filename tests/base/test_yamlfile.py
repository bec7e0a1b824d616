from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import AgreementError, Place
from servanda.base.quantity import Quantity
from servanda.base.yamlfile import Fields, Problems, load_tree, plain


def fields_of(text: str, *, known: tuple[str, ...] | None = None, what: str = "") -> Fields:
    problems = Problems()
    return Fields(
        load_tree(text, file="a.yaml", problems=problems), problems, known=known, what=what
    )


def told(fields: Fields) -> list[str]:
    return [str(problem) for problem in fields.problems]


def test_every_kind_of_value_is_read_as_asked() -> None:
    fields = fields_of(
        """
        name: no
        places: [UA-23, on]
        one place: off
        share: 0.5
        rounds: 1_000
        open: Yes
        since: 2025-08-22
        within: 24 h
        area: 1 km²
        kind: obliges
        in force: {from: 24:00}
        list: [a, {b: c}]
        """
    )
    assert fields.text("name") == "no"
    assert fields.texts("places") == ("UA-23", "on")
    assert fields.texts("one place") == ("off",)
    assert fields.number("share") == 0.5
    assert fields.integer("rounds") == 1000
    assert fields.truth("open") is True
    since = fields.moment("since", UTC)
    assert since is not None
    assert since.earliest == datetime(2025, 8, 22, tzinfo=UTC)
    within = fields.span("within")
    assert within is not None
    assert within.seconds == 86400
    assert fields.quantity("area") == Quantity(1.0, "km²")
    assert fields.choice("kind", ["obliges", "permits"]) == "obliges"
    inner = fields.mapping("in force", known=("from",))
    assert inner is not None
    assert inner.text("from") == "24:00"
    assert [plain(node) for node in fields.items("list")] == ["a", {"b": "c"}]
    assert told(fields) == []


def test_what_is_missing_reads_as_nothing_and_is_no_problem_unless_required() -> None:
    fields = fields_of("a:\nb: ~\nc: ''\n")
    assert (fields.text("a"), fields.text("b", default="x"), fields.text("c")) == ("", "x", "")
    assert (fields.texts("z"), fields.number("z"), fields.mapping("z")) == ((), None, None)
    assert (fields.truth("z", default=True), fields.items("z")) == (True, ())
    assert ["a" in fields, "c" in fields, "z" in fields] == [False, True, False]
    assert told(fields) == []
    fields.text("a", required=True, why="because")
    fields.text("z", required=True, expected="a name")
    assert told(fields) == [
        "a.yaml:1:1: 'a' is empty\n    a:\n  why it matters: because",
        "a.yaml:1:1: 'z' is missing\n    a:\n  expected: a name",
    ]


def test_every_wrong_value_is_told_with_place_line_and_a_way_out() -> None:
    fields = fields_of(
        "share: half\nrounds: 1.5\nopen: maybe\nsince: 22.8.2025\nwithin: 1 yer\n"
        "area: 1 kmm\nkind: prohibit\nname: [a]\nin force: x\nlist: x\nmany: [a, [b], ]\n"
        "huge: 1e999\ncount: 5\n"
    )
    assert fields.number("share") is None
    assert fields.integer("rounds") is None
    assert fields.truth("open") is False
    assert fields.moment("since", UTC) is None
    assert fields.span("within") is None
    assert fields.quantity("area") is None
    assert fields.choice("kind", ["prohibits", "permits"]) == ""
    assert fields.text("name") == ""
    assert fields.mapping("in force") is None
    assert fields.items("list") == ()
    assert fields.texts("many") == ("a",)
    assert fields.number("huge") is None
    fields.problem("count", "'count' is odd", expected="4", nearest="4", why="pairs")
    assert told(fields) == [
        "a.yaml:1:8: 'share': 'half' is no number; write 3 or 0.5\n    share: half",
        "a.yaml:2:9: 'rounds': '1.5' is no whole number; write 3\n    rounds: 1.5",
        "a.yaml:3:7: 'open': 'maybe' is neither yes nor no; write yes or no\n    open: maybe",
        "a.yaml:4:8: 'since': '22.8.2025' is no date; write 2025-08-22 or "
        "2025-08-22T14:05+03:00\n    since: 22.8.2025",
        "a.yaml:5:9: 'within': '1 yer' is no span of time; write 24 h, 30 days or 1 month "
        "(did you mean year?)\n    within: 1 yer",
        "a.yaml:6:7: 'area': unknown unit 'kmm' (did you mean km?)\n    area: 1 kmm",
        "a.yaml:7:7: 'kind' cannot be 'prohibit'\n    kind: prohibit\n"
        "  expected: one of prohibits, permits\n  did you mean: prohibits",
        "a.yaml:8:7: 'name' is a list\n    name: [a]\n  expected: a single value",
        "a.yaml:9:11: 'in force' is a single value\n    in force: x\n"
        "  expected: a mapping of keys and values",
        "a.yaml:10:7: 'list' is a single value\n    list: x\n  expected: a list",
        "a.yaml:11:11: an item of 'many' is a list\n    many: [a, [b], ]\n"
        "  expected: a single value",
        "a.yaml:12:7: 'huge': '1e999' is no number; write 3 or 0.5\n    huge: 1e999",
        "a.yaml:13:8: 'count' is odd\n    count: 5\n  why it matters: pairs\n  expected: 4\n"
        "  did you mean: 4",
    ]


def test_unknown_keys_are_told_with_the_nearest_right_one() -> None:
    fields = fields_of("partys: [a]\nzzz: 1\n", known=("parties", "clauses"), what="agreement")
    assert told(fields) == [
        "a.yaml:1:1: agreement: unknown key 'partys'\n    partys: [a]\n  did you mean: parties",
        "a.yaml:2:1: agreement: unknown key 'zzz'\n    zzz: 1\n  expected: one of clauses, parties",
    ]


def test_places_are_those_of_the_value_the_key_or_the_mapping() -> None:
    fields = fields_of("a: 1\nb:\n  c: 2\nd:\n")
    assert fields.place_of("a") == Place("a.yaml", 1, 4)
    assert fields.place_of("d") == Place("a.yaml", 4, 1)
    assert fields.place_of("missing") == Place("a.yaml", 1, 1)
    fields.key_problem("b", "'b' is no name")
    assert told(fields) == ["a.yaml:2:1: 'b' is no name\n    b:"]
    assert list(fields.keys()) == ["a", "b", "d"]


def test_problems_are_raised_all_at_once_in_the_order_of_the_file() -> None:
    fields = fields_of("a: 1\nb: 2\n")
    fields.problems.raise_if_any()
    fields.problem("b", "second")
    fields.problem("a", "first")
    fields.problem("a", "first")
    with pytest.raises(AgreementError) as error:
        fields.problems.raise_if_any()
    assert [problem.message for problem in error.value.problems] == ["first", "second"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_a_quoted_text_comes_back_as_it_was_written(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    try:
        fields = fields_of("a: " + quoted)
    except AgreementError:
        assert not text.isprintable()  # YAML forbids control characters
    else:
        folded = "".join(fields.text("a").split())
        assert folded == "".join(text.split())
