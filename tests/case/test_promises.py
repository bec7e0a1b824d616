"""Promises about the whole: neutrality, determinism, interruption, what can be thrown away."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from servanda.base.errors import DamagedError, MisuseError
from servanda.case.assess import assess
from servanda.case.derive import derive
from servanda.case.folder import Case, init_case, open_case
from servanda.readers.table import TableReader
from servanda.verdicts.model import Word

from .dsl import (
    MAP_SOURCE,
    NO_ADVANCE,
    NO_STRIKES,
    Story,
    answer,
    at,
    map_of,
    of,
    records,
    row,
    square,
)

_CONSULT = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""


def _everything() -> Story:
    """Strikes by either side, an advance on a map, news, a denial, a refused row."""
    story = Story(NO_STRIKES + _CONSULT + NO_ADVANCE)
    for source in ("log-a", "log-b"):
        story.source(source, covers="strike, consulted")
    story.source("maps", reads="control map", more=MAP_SOURCE).source("herald", reads="news")
    strikes = [
        row("strike", at(5), by="Aland", place="Kell"),
        row("strike", at(8), by="Bestian Federation", place="Orrin"),
        row("strike", at(8), by="", place="Varn"),
    ]
    story.log("log-a", *strikes, row("strike", "nonsense"), published=at(9))
    story.log("log-b", strikes[0], published=at(10))
    story.log("log-b", strikes[1], row("consulted", at(6, 6), by="GG"), published=at(11))
    held = square(10.0, 50.0), square(10.1, 50.0)
    for day, count in ((1, 1), (2, 2), (3, 2), (4, 2)):
        story.text("maps", f"map-2031-03-{day:02}.geojson", map_of(*held[:count]), at(day, 4))
    words = 'ILMAR - Kell burned.\n\n"We deny every word of it," said John Marsh, of Aland.\n'
    return story.text("herald", "denial.txt", words, at(6))


# --- neutrality ------------------------------------------------------------------------

_PAIRS = (
    ("AA", "BB"),
    ("Aland", "Bestia"),
    ("Republic of Aland", "Bestian Federation"),
    ("John Marsh", "Paul Field"),
)
_SWAP = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


def _swapped(text: str) -> str:
    names = "|".join(sorted(_SWAP, key=len, reverse=True))
    return re.sub(rf"\b({names})\b", lambda found: _SWAP[found[0]], text)


def _neutral(records_: str) -> list[object]:
    """Records without what hangs on bytes: hashes and ids made of them, and their order."""
    text = re.sub(r'"[0-9a-f]{64}"', '"hash"', records_)
    text = re.sub(r"\b[0-9a-f]{16}\b", "id", text)
    return [_in_order(json.loads(line)) for line in text.splitlines()]


def _in_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: _in_order(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_in_order(each) for each in value), key=json.dumps)
    return value


def test_swapping_party_names_swaps_verdicts_and_changes_nothing_else(tmp_path: Path) -> None:
    story = _everything()
    first = records(answer(story.write(tmp_path / "first")), head=False)
    second = records(answer(story.renamed(_swapped).write(tmp_path / "second")), head=False)
    assert first != second
    assert _neutral(_swapped(first)) == _neutral(second)


# --- determinism -----------------------------------------------------------------------


def test_the_order_of_adding_evidence_changes_nothing(tmp_path: Path) -> None:
    story = _everything()
    forward = records(answer(story.write(tmp_path / "a")), head=False)
    backward = records(
        answer(story.write(tmp_path / "b", order=lambda items: items[::-1])), head=False
    )
    assert forward == backward


def test_running_twice_gives_the_same_bytes_and_reads_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _everything().write(tmp_path / "case")
    first = records(answer(case))

    def fail(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(TableReader, "read", fail)
    assert records(answer(open_case(case.root))) == first


def test_facts_that_are_thrown_away_are_derived_again_byte_for_byte(tmp_path: Path) -> None:
    case = _everything().write(tmp_path / "case")
    first, before = records(answer(case)), _files(case)
    assert before
    shutil.rmtree(case.root / "facts")
    assert records(answer(open_case(case.root))) == first
    assert _files(case) == before


@pytest.mark.parametrize("name", ["strike.parquet", "coverage.parquet"])
@pytest.mark.parametrize("left", [None, b"", b"PAR1 nonsense PAR1"])
def test_facts_that_are_thrown_away_in_part_are_derived_again(
    tmp_path: Path, name: str, left: bytes | None
) -> None:
    story = Story(NO_STRIKES).source("log-a", covers="strike")
    case = story.log("log-a", row("strike", at(5), by="AA")).write(tmp_path / "case")
    first, before = records(answer(case)), _files(case)
    [path] = (case.root / "facts").rglob(name)
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    assert records(answer(open_case(case.root))) == first
    assert _files(case) == before


def test_the_same_case_in_another_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    story = _everything()
    one, other = story.write(tmp_path / "one"), story.write(tmp_path / "deep" / "er" / "other")
    assert records(answer(one)) == records(answer(other))
    assert _files(one) == _files(other)


def _files(case: Case) -> dict[str, bytes]:
    folder = case.root / "facts"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- interruption ----------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 4, 9, 16, 24])
def test_an_interrupted_reading_leaves_nothing_half_written_and_goes_on(
    tmp_path: Path, after: int
) -> None:
    case = _everything().write(tmp_path / "case")
    calls = 0

    def tell(done: int, total: int, what: str) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assess(case, progress=tell)
    assert not list((case.root / "facts").glob(".*"))
    whole = _everything().write(tmp_path / "whole")
    assert records(answer(open_case(case.root))) == records(answer(whole))
    assert _files(case) == _files(whole)


def test_an_interrupted_reading_keeps_what_was_read(tmp_path: Path) -> None:
    case = _everything().write(tmp_path / "case")

    def tell(done: int, total: int, what: str) -> None:
        if what == "maps":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assess(case, progress=tell)
    assert [name for name in _files(case) if name.startswith("table-")]


# --- what cannot be read ---------------------------------------------------------------


def test_evidence_that_was_tampered_with_is_refused_before_it_is_read(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a").log("log-a", row("strike", at(5), by="AA"))
    case = story.write(tmp_path / "case")
    path = case.archive.path(case.archive.items()[0])
    path.chmod(0o644)
    path.write_text(path.read_text().replace("AA", "BB"))
    assessment = answer(case)
    assert of(assessment).word is Word.UNDETERMINED
    assert "its bytes changed" in assessment.refused["log-a"][0].reason


def test_from_a_log_that_was_edited_no_verdict_is_read(tmp_path: Path) -> None:
    case = _everything().write(tmp_path / "case")
    log = case.root / "archive" / "log.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(DamagedError, match="servanda verify"):
        answer(open_case(case.root))


def test_a_source_whose_reader_is_unknown_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a").source("wrong", reads="tabel")
    for source in ("log-a", "wrong"):
        story.log(source, row("strike", at(5), by="AA"))
    assessment = answer(story.write(tmp_path / "case"))
    assert of(assessment).word is Word.ALLEGED
    assert "did you mean table" in assessment.refused["wrong"][0].reason


def test_a_source_that_speaks_for_nobody_in_the_agreement_is_misuse(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("staff", more="party: AB")
    case = story.log("staff", row("strike", at(5), by="AA")).write(tmp_path / "case")
    with pytest.raises(MisuseError, match=r"'staff' speaks for 'AB'.*AA, BB, GG"):
        answer(case)


def test_a_case_whose_evidence_was_all_withdrawn_knows_nothing(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a", covers="strike")
    case = story.log("log-a", row("strike", at(5), by="AA")).write(tmp_path / "case")
    case.archive.withdraw(case.archive.items()[0], "it was forged", decided_at=at(25))
    assert of(answer(case)).word is Word.UNDETERMINED


def test_an_empty_case_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="add some with servanda add, or say --as-of"):
        answer(Story(NO_STRIKES).source("log-a").write(tmp_path / "case"))


def test_progress_tells_the_end_of_everything_it_began(tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}
    assess(
        _everything().write(tmp_path / "case"), progress=lambda a, b, c: told.update({c: (a, b)})
    )
    assert told["log-a"] == (1, 1)
    assert [what for what, (done, total) in told.items() if done > total] == []
    assert [what for what in told if "no-strikes" in what or "without" in what] == []


# --- a new case ------------------------------------------------------------------------


def test_a_new_case_can_be_read_at_once(tmp_path: Path) -> None:
    case = init_case(tmp_path / "new")
    assert [clause.id for clause in case.agreement().clauses] == ["no-strikes"]
    assert list(case.sources()) == ["example-log"]


def test_a_new_case_never_overwrites(tmp_path: Path) -> None:
    init_case(tmp_path / "new")
    with pytest.raises(MisuseError, match="already holds a case; nothing was changed"):
        init_case(tmp_path / "new")


def test_a_new_case_keeps_the_sources_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("# mine\n")
    init_case(tmp_path)
    assert (tmp_path / "sources.yaml").read_text() == "# mine\n"


def test_a_file_outside_the_case_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    case = init_case(tmp_path / "case")
    with pytest.raises(MisuseError, match="leads outside the case"):
        case.read_file("../secret.yaml")


def test_derive_can_be_called_alone(tmp_path: Path) -> None:
    case = _everything().write(tmp_path / "case")
    found = derive(case, case.agreement(), case.sources())
    assert found.read_counts["log-a"] == 3
    assert [each.locator for each in found.refused["log-a"]] == ["row=4"]
