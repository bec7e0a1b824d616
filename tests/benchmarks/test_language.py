"""The benchmarks of reading run on a few documents and say what they measured."""

from __future__ import annotations

from .tools import load, run


def test_speed_is_measured_in_process_on_pages_and_through_the_verb() -> None:
    rows = run("language_speed", BENCH_TEXTS="20")
    assert [row["documents"] for row in rows] == [20, 20, 20, 2, 20, 20]
    assert [row["jobs"] for row in rows] == [1, 1, 1, 1, 1, 2]
    assert all(row["documents_per_s"] > 0 for row in rows)
    assert all(row["peak_mib"] > 10 for row in rows[3:])


def test_made_up_articles_are_the_same_for_the_same_seed() -> None:
    made = load("_articles")
    assert next(made.generated(3)) == next(made.generated(3)) != next(made.generated(4))
    assert "<article>" in made.page(next(made.generated(3)))
