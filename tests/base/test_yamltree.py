from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base import yamltree
from servanda.base.errors import AgreementError, UnreadableError
from servanda.base.yamltree import Problems, load_tree, plain


def refused(text: str) -> str:
    with pytest.raises(AgreementError) as error:
        load_tree(text, file="a.yaml")
    return str(error.value)


def test_scalars_stay_the_characters_that_were_written() -> None:
    text = "no: on\nt: 24:00\nd: 2025-04-19\no: 010\nn: 1e3\nq: '1'\nb: |\n  two\n  lines\n"
    assert plain(load_tree(text, file="a.yaml")) == {
        "no": "on",
        "t": "24:00",
        "d": "2025-04-19",
        "o": "010",
        "n": "1e3",
        "q": "1",
        "b": "two\nlines\n",
    }


def test_an_alias_is_what_its_anchor_is() -> None:
    tree = load_tree("a: &x [1, 2]\nb: *x\n", file="a.yaml")
    assert plain(tree) == {"a": ["1", "2"], "b": ["1", "2"]}
    assert tree.size == 9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml:1: the file is empty"),
        ("# only a comment\n", "a.yaml:1: the file is empty"),
        ("a:\n\tb: 1\n", "a.yaml:2:1: a tab where YAML takes only spaces\n    b: 1\n"),
        ("a: b: c\n", "a.yaml:1:5: this is not YAML: mapping values are not allowed"),
        ("a: \x01\n", "a control character that YAML forbids"),
        ("a: 1\nb: \ud800\n", "a.yaml:2:4: a control character that YAML forbids\n    b: �"),
        ("--- 1\n--- 2\n", "a.yaml:2:5: a second document begins here"),
        ("a: *x\n", "a.yaml:1:4: *x stands for nothing written before it"),
        ("a: &x [*x]\n", "a.yaml:1:8: *x stands for nothing written before it"),
        ("? [a]\n: 1\n", "a.yaml:1:3: a key cannot be a list"),
        (
            "a: !!python/object/apply:os.system [x]\n",
            "a.yaml:1:4: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not taken",
        ),
    ],
)
def test_what_is_not_plain_yaml_is_refused_in_plain_words(text: str, message: str) -> None:
    assert message in refused(text)


def test_every_key_written_twice_is_told_with_the_line_of_the_first() -> None:
    text = refused("a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert "a.yaml:2:11: the key 'c' is written twice, first in line 2" in text
    assert "a.yaml:3:1: the key 'a' is written twice, first in line 1" in text
    assert "only one of the two could count, and which one nobody would see" in text


def test_keys_written_twice_join_the_other_problems_if_they_are_collected() -> None:
    problems = Problems()
    tree = load_tree("a: 1\na: 2\n", file="a.yaml", problems=problems)
    assert len(problems) == 1
    assert plain(tree) == {"a": "1"}


def test_a_bomb_of_aliases_is_refused_before_it_is_expanded() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    with pytest.raises(UnreadableError, match=r"a\.yaml:6: more than 200,000 values"):
        load_tree(bomb, file="a.yaml")


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 1000, "- " * 1000 + "a"])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match=r"a\.yaml:1: nested deeper than 40 levels"):
        load_tree(text, file="a.yaml")


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltree, "MAX_BYTES", 10)
    with pytest.raises(UnreadableError, match=r"a\.yaml: larger than 10 bytes"):
        load_tree("ä: äää\n", file="a.yaml")


def test_a_long_line_is_cut_and_control_characters_are_not_printed() -> None:
    text = refused("a: 1\na: " + "x" * 500 + "\n")
    assert max(len(line) for line in text.splitlines()) < 130
    assert "\x1b" not in refused("a: \x1b[31m\n")


@given(st.text(max_size=200))
def test_any_text_is_a_tree_or_a_problem_with_a_place(text: str) -> None:
    try:
        load_tree(text, file="a.yaml")
    except AgreementError as error:
        assert error.problems  # noqa: PT017
        assert all(problem.place.line >= 1 for problem in error.problems)  # noqa: PT017
