from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.territory.runs import in_runs


@given(st.lists(st.integers(0, 9)), st.integers(1, 5), st.integers(1, 20))
def test_runs_are_all_items_in_order_and_none_is_longer_or_dearer_than_asked(
    items: list[int], most: int, sizes: int
) -> None:
    runs = list(in_runs(items, most, int, sizes))
    assert [item for run in runs for item in run] == items
    assert all(1 <= len(run) <= most and sum(run[:-1]) < sizes for run in runs)


def test_what_comes_before_an_error_is_passed_on_before_it_is_raised() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    runs = in_runs(broken(), 3)
    assert next(runs) == [1]
    with pytest.raises(ValueError, match="no more"):
        next(runs)
