from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import AgreementError
from servanda.evidence.source import Regime, Source, SourceCoverage
from servanda.evidence.sources import load_sources

FULL = """
    time zone: Europe/Kyiv
    sources:
      maps-a:
        publisher: Map Maker A
        licence: CC BY-NC 4.0
        reliability: b
        reads as: control map
        kind: control maps
        origin: wire-x
        party: UA
        export: yes
        url: https://example.org/maps
        lag: 36 h
        covers:
          - predicates: [gained, lost]
            from: 2025-03
            until: 2025-08-22
            places: [UA-23, no]
            except: UA-43
          - predicates: strike
        regimes:
          - {from: 2025-08-01T06:00+00:00, reason: new projection}
          - {from: 2024-11-05, reason: new legend}
        options:
          columns: {date: day, "no": number}
          skip: [a, b]
          time zone: Europe/Kyiv
          empty:
"""


def load(text: str) -> dict[str, Source]:
    return load_sources(dedent(text), file="sources.yaml")


def problems_of(text: str) -> str:
    with pytest.raises(AgreementError) as error:
        load(text)
    return str(error.value)


def test_a_full_source_is_read_key_by_key() -> None:
    assert load(FULL) == {
        "maps-a": Source(
            id="maps-a",
            publisher="Map Maker A",
            licence="CC BY-NC 4.0",
            reliability="B",
            reader="control map",
            kind="control maps",
            origin="wire-x",
            party="UA",
            may_export=True,
            url="https://example.org/maps",
            lag=timedelta(hours=36),
            coverage=(
                SourceCoverage(
                    predicates=("gained", "lost"),
                    begins=datetime(2025, 2, 28, 22, 0, tzinfo=UTC),
                    ends=datetime(2025, 8, 22, 20, 59, 59, tzinfo=UTC),
                    places=("UA-23", "no"),
                    except_places=("UA-43",),
                ),
                SourceCoverage(predicates=("strike",)),
            ),
            regimes=(
                Regime(datetime(2024, 11, 4, 22, 0, tzinfo=UTC), "new legend"),
                Regime(datetime(2025, 8, 1, 6, 0, tzinfo=UTC), "new projection"),
            ),
            options={
                "columns": {"date": "day", "no": "number"},
                "skip": ["a", "b"],
                "time zone": "Europe/Kyiv",
                "empty": "",
            },
        )
    }


def test_what_is_not_said_is_not_assumed() -> None:
    source = load(
        """
        sources:
          a: {publisher: A, licence: unknown, reliability: F, reads as: news}
        """
    )["a"]
    assert source.origin == "A"
    assert (source.may_export, source.coverage, source.lag) == (False, (), timedelta(0))


def test_publisher_licence_reliability_and_reader_are_required_all_at_once() -> None:
    text = problems_of("sources:\n  a:\n    url: https://a.example\n")
    assert text == dedent(
        """\
        sources.yaml:3:5: source 'a': 'licence' is missing
            url: https://a.example
          why it matters: verdicts may be published, rows may not: an export needs the licence; write 'unknown' if it is
        sources.yaml:3:5: source 'a': 'publisher' is missing
            url: https://a.example
          why it matters: every answer names who said so
        sources.yaml:3:5: source 'a': 'reads as' is missing
            url: https://a.example
          why it matters: without a reader its items are kept, but say nothing
        sources.yaml:3:5: source 'a': 'reliability' is missing
            url: https://a.example
          why it matters: a grade nobody gave would be a guess; F says that it cannot be judged"""  # noqa: E501
    )


def test_every_problem_of_every_source_is_told_in_one_go() -> None:
    text = problems_of(
        """\
        sources:
          Map A:
            publisher: A
            licens: CC0
            reliability: G
            reads as: news
            export: maybe
            lag: 1 month
            covers:
              - {from: 2025-08-02+0, placs: x}
              - {from: 2025-08-02T00:00Z, until: 2025-08-01T00:00Z}
            regimes: new legend
          b:
        """
    )
    for words in (
        "sources.yaml:2:3: 'Map A' is no source id",
        "sources.yaml:4:5: source 'Map A': unknown key 'licens'\n    licens: CC0\n"
        "  did you mean: licence",
        "source 'Map A': 'licence' is missing",
        "sources.yaml:5:18: source 'Map A': 'reliability': 'G' is no reliability grade. "
        "Write one of: A completely reliable",
        "sources.yaml:7:13: source 'Map A': 'export': 'maybe' is neither yes nor no",
        "sources.yaml:8:10: source 'Map A': 'lag' cannot be '1 month': months differ in length",
        "sources.yaml:10:16: source 'Map A': 'from': '2025-08-02+0' is no date",
        "unknown key 'placs'",
        "sources.yaml:11:42: source 'Map A': 'until' is before 'from'",
        "sources.yaml:12:14: source 'Map A': 'regimes' is a single value",
        "source 'b': 'publisher' is missing",
    ):
        assert words in text


def test_a_time_without_a_zone_is_refused_unless_the_file_names_one() -> None:
    text = """\
        sources:
          a:
            publisher: A
            licence: CC0
            reliability: A
            reads as: news
            regimes: [{from: 2025-08-22, reason: moved}]
        """
    assert "sources.yaml:7:22: source 'a': 'from': '2025-08-22' has no time zone" in (
        problems_of(text)
    )
    named = "time zone: Europe/Kyiv\n" + dedent(text)
    assert load(named)["a"].regimes[0].begins == datetime(2025, 8, 21, 21, 0, tzinfo=UTC)
    wrong = "time zone: Europe/Kiyv\n" + dedent(text)
    assert "'time zone': there is no time zone 'Europe/Kiyv'" in problems_of(wrong)
    assert "did you mean Europe/Kyiv?" in problems_of(wrong)


def test_a_file_without_sources_is_refused() -> None:
    assert "'sources' is missing" in problems_of("time zone: UTC\n")
    assert "sources.yaml:1:10: 'sources' is a list" in problems_of("sources: [a]\n")
    assert "this is a list" in problems_of("- a\n")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        found = load_sources(text, file="sources.yaml")
    except AgreementError as error:
        assert str(error).startswith("sources.yaml")  # noqa: PT017
    else:
        assert all(source.licence for source in found.values())
