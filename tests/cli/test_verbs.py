"""Every verb once as people use it: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from case.dsl import NO_STRIKES, Story, at, map_of, row, square
from servanda import __version__

from .conftest import Servanda, story

_TEXT = 'ILMAR - It rained.\n\n"We will not sign," said Ada Berg.\n'


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


# --- init, add, verify -------------------------------------------------------------------


def test_init_makes_a_case_that_add_and_assess_understand(
    servanda: Servanda, tmp_path: Path
) -> None:
    made = servanda("init", tmp_path / "new")
    assert made.code == 0
    assert "edit agreement.yaml and sources.yaml" in made.out
    (tmp_path / "a.txt").write_text(_TEXT)
    added = servanda(
        "add", tmp_path / "a.txt", "--case", tmp_path / "new", "--source", "example-log",
        "--published", "2031-01-02",
    )  # fmt: skip
    assert added.code == 0
    assert servanda("assess", tmp_path / "new", "--as-of", "2031-02-01").code == 4


def test_init_twice_is_misuse(servanda: Servanda, tmp_path: Path) -> None:
    servanda("init", tmp_path / "new")
    again = servanda("init", tmp_path / "new")
    assert again.code == 2
    assert "already holds a case; nothing was changed" in again.err


def test_init_below_a_file_is_unreadable_and_no_traceback(
    servanda: Servanda, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ran = servanda("init", tmp_path / "file" / "case")
    assert ran.code == 3
    assert "cannot be written" in ran.err


def test_adding_the_same_file_twice_is_one_item(servanda: Servanda, breached: Path) -> None:
    file = breached.parent / "more.csv"
    file.write_text("x\n")
    add = ("add", file, "--case", breached, "--source", "log-a", "--json")
    first = servanda(*add, "--published", "2031-03-02").records
    again = servanda(*add, "--published", "2031-03-02").records
    assert [each["is_new"] for each in (*first, *again)] == [True, False]
    assert first[0]["item"] == again[0]["item"]


def test_add_says_for_people_what_is_already_there(servanda: Servanda, breached: Path) -> None:
    file = breached.parent / "more.csv"
    file.write_text("x\n")
    add = ("add", file, "--case", breached, "--source", "log-a", "--published", "2031-03-02")
    assert servanda(*add).out.endswith("more.csv  added\n")
    assert servanda(*add).out.endswith("more.csv  already there\n")


def test_add_reads_standard_input_under_a_name(
    servanda: Servanda, breached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, b"words")
    add = ("add", "-", "--case", breached, "--source", "log-a")
    [record] = servanda(*add, "--name", "from-a-pipe.txt", "--json").records
    assert record["name"] == "from-a-pipe.txt"


def test_standard_input_without_a_name_is_misuse(
    servanda: Servanda, breached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, b"words")
    ran = servanda("add", "-", "--case", breached, "--source", "log-a")
    assert (ran.code, "say --name NAME" in ran.err) == (2, True)


def test_an_unknown_source_is_misuse_and_names_the_nearest(
    servanda: Servanda, breached: Path
) -> None:
    ran = servanda("add", breached / "agreement.yaml", "--case", breached, "--source", "log-aa")
    assert ran.code == 2
    assert "source 'log-aa' is not in" in ran.err
    assert "did you mean log-a?" in ran.err


def test_a_missing_file_is_unreadable_and_nothing_is_added(
    servanda: Servanda, breached: Path
) -> None:
    before = (breached / "archive" / "log.jsonl").read_bytes()
    files = (breached / "agreement.yaml", breached / "gone.txt")
    ran = servanda("add", *files, "--case", breached, "--source", "log-a")
    assert ran.code == 3
    assert "gone.txt cannot be read" in ran.err
    assert (breached / "archive" / "log.jsonl").read_bytes() == before


def test_verify_of_a_sound_archive_prints_its_head(servanda: Servanda, breached: Path) -> None:
    ran = servanda("verify", breached, "--json")
    [record] = ran.records
    assert (ran.code, record["kind"], record["items"]) == (0, "sound", 2)
    assert servanda("verify", breached, "--head", record["head"]).code == 0


def test_verify_after_tampering_names_the_entry(servanda: Servanda, breached: Path) -> None:
    log = breached / "archive" / "log.jsonl"
    log.write_text(log.read_text().replace("log-a-0.csv", "log-x-0.csv"))
    ran = servanda("verify", breached, "--json")
    assert ran.code == 3
    assert ("edited", 1) in [(each["kind"], each["line"]) for each in ran.records]


def test_verify_names_an_original_that_changed(servanda: Servanda, breached: Path) -> None:
    original = next(
        each for each in (breached / "archive" / "objects").rglob("*") if each.is_file()
    )
    original.chmod(0o644)
    original.write_bytes(b"forged")
    ran = servanda("verify", breached)
    assert ran.code == 3
    assert original.name[:12] in ran.out


# --- assess, explain, due, report ----------------------------------------------------------


@pytest.mark.parametrize(("reports", "code", "word"), [(2, 1, "breached"), (1, 1, "alleged"),
                                                       (0, 0, "kept")])  # fmt: skip
def test_assess_ends_with_what_it_found(
    servanda: Servanda, tmp_path: Path, reports: int, code: int, word: str
) -> None:
    case = story(reports=reports)
    case.clauses = NO_STRIKES
    ran = servanda("assess", case.write(tmp_path / "case").root, "--json")
    assert (ran.code, ran.records[0]["verdict"]) == (code, word)


def test_assess_that_cannot_tell_ends_with_4(servanda: Servanda, tmp_path: Path) -> None:
    case = Story(NO_STRIKES).source("log-a").log("log-a", row("consulted", at(5), by="GG"))
    assert servanda("assess", case.write(tmp_path / "case").root).code == 4


def test_assess_prints_one_line_of_json_a_clause(servanda: Servanda, breached: Path) -> None:
    ran = servanda("assess", breached, "--json")
    assert [each["clause"] for each in ran.records] == ["no-strikes", "consult"]
    assert ran.err == ""


def test_assess_for_people_names_verdicts_and_clauses(servanda: Servanda, breached: Path) -> None:
    ran = servanda("assess", breached)
    assert "BREACHED" in ran.out
    assert "no-strikes" in ran.out


def test_assess_as_of_an_earlier_day_knows_less(servanda: Servanda, breached: Path) -> None:
    assert servanda("assess", breached, "--as-of", "2031-03-10").code == 4


def test_without_robustness_no_source_is_left_out(servanda: Servanda, breached: Path) -> None:
    assert servanda("assess", breached, "--json", "--no-robustness").records[0]["flips"] == []
    assert servanda("assess", breached, "--json").records[0]["flips"]


def test_explain_leads_down_to_the_row(servanda: Servanda, breached: Path) -> None:
    ran = servanda("explain", breached, "no-strikes")
    assert ran.code == 1
    assert "row=1" in ran.out
    assert "event=strike" in ran.out


def test_explain_as_json_is_the_record_of_the_clause(servanda: Servanda, breached: Path) -> None:
    [record] = servanda("explain", breached, "consult", "--json").records
    assert record["clause"] == "consult"


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_explain_of_an_unknown_clause_is_misuse_and_names_the_nearest(
    servanda: Servanda, breached: Path, more: tuple[str, ...]
) -> None:
    ran = servanda("explain", breached, "no-strike", *more)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no clause 'no-strike'" in ran.err
    assert "did you mean no-strikes?" in ran.err


def test_due_says_what_is_overdue_and_from_whom(servanda: Servanda, breached: Path) -> None:
    ran = servanda("due", breached, "--json")
    [record] = ran.records
    assert (ran.code, record["clause"], record["bearer"]) == (1, "consult", ["GG"])
    assert record["state"] == "overdue"


def test_due_of_nothing_ends_with_0(servanda: Servanda, tmp_path: Path) -> None:
    ran = servanda("due", story(reports=0).write(tmp_path / "case").root)
    assert ran.code == 0


def test_due_that_is_unclear_ends_with_4(servanda: Servanda, tmp_path: Path) -> None:
    case = story()
    case.sources = case.sources.replace("strike, consulted", "strike")
    ran = servanda("due", case.write(tmp_path / "case").root, "--json")
    assert (ran.code, [each["state"] for each in ran.records]) == (4, ["unclear"])


def test_report_writes_one_file_and_says_where(servanda: Servanda, breached: Path) -> None:
    file = breached.parent / "out.html"
    ran = servanda("report", breached, "-o", file)
    assert (ran.code, ran.out) == (0, f"report: {file}\n")
    assert file.read_text().startswith("<!doctype html>")
    assert [each.name for each in file.parent.iterdir() if each.name.startswith(".")] == []


def test_report_to_standard_output_is_the_same_file(servanda: Servanda, breached: Path) -> None:
    file = breached.parent / "out.html"
    servanda("report", breached, "-o", file)
    assert servanda("report", breached, "-o", "-").out == file.read_text()


def test_report_into_a_folder_that_is_not_there_is_no_traceback(
    servanda: Servanda, breached: Path
) -> None:
    ran = servanda("report", breached, "-o", breached / "no" / "such" / "r.html")
    assert ran.code == 3
    assert "cannot be written" in ran.err


# --- read, territory, demo, schema ---------------------------------------------------------


def test_read_says_who_said_what_in_a_text_on_standard_input(
    servanda: Servanda, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, _TEXT.encode())
    ran = servanda("read", "-", "--published", "2031-03-05")
    assert ran.code == 0
    assert "Ada Berg" in ran.out
    assert "We will not sign" in ran.out


def test_read_as_json_is_one_line_a_text(servanda: Servanda, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    ran = servanda("read", tmp_path / "a.txt", tmp_path / "a.txt", "--json")
    assert (ran.code, len(ran.records)) == (0, 2)


def test_read_of_several_texts_reads_the_rest_when_one_is_missing(
    servanda: Servanda, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    ran = servanda("read", tmp_path / "gone.txt", tmp_path / "a.txt", "--json")
    assert (ran.code, len(ran.records)) == (3, 1)
    assert "gone.txt cannot be read" in ran.err


def _maps(folder: Path) -> Path:
    folder.mkdir()
    for day in (1, 2, 3):
        held = [square(10.0 + step / 10, 50.0) for step in range(day)]
        (folder / f"m-2031-03-0{day}.geojson").write_text(map_of(*held))
    return folder


def test_territory_sums_the_maps_of_a_folder(servanda: Servanda, tmp_path: Path) -> None:
    ran = servanda("territory", _maps(tmp_path / "maps"), "--json")
    assert ran.code == 0
    assert [each["from"] for each in ran.records] == [
        "2031-03-01T00:00:00Z",
        "2031-03-02T00:00:00Z",
    ]
    assert all(each["gained_km2"] > 70 and each["lost_km2"] == 0 for each in ran.records)


def test_territory_by_month_is_one_record(servanda: Servanda, tmp_path: Path) -> None:
    [record] = servanda("territory", _maps(tmp_path / "maps"), "--by", "month", "--json").records
    assert record["period"] == "2031-03"


def test_territory_takes_the_editions_from_and_to(servanda: Servanda, tmp_path: Path) -> None:
    maps = _maps(tmp_path / "maps")
    [record] = servanda("territory", maps, "--from", "2031-03-02", "--json").records
    assert record["from"] == "2031-03-02T00:00:00Z"
    [record] = servanda("territory", maps, "--to", "2031-03-02", "--json").records
    assert record["to"] == "2031-03-02T00:00:00Z"


def test_territory_reports_a_broken_file_and_compares_the_rest(
    servanda: Servanda, tmp_path: Path
) -> None:
    maps = _maps(tmp_path / "maps")
    (maps / "m-2031-03-02.geojson").write_text('{"type": "Feature')
    ran = servanda("territory", maps)
    assert ran.code == 0
    assert "2031-03-01 .. 2031-03-03" in ran.out
    assert "refused: " in ran.out
    assert "m-2031-03-02.geojson" in ran.out


def test_territory_does_not_guess_which_of_two_editions_of_a_day_counts(
    servanda: Servanda, tmp_path: Path
) -> None:
    maps = _maps(tmp_path / "maps")
    (maps / "other-2031-03-02.geojson").write_text(map_of(square(10.5, 50.0)))
    ran = servanda("territory", maps, "--json")
    assert ran.code == 0
    [change, *refused] = ran.records
    assert (change["from"][:10], change["to"][:10]) == ("2031-03-01", "2031-03-03")
    assert sorted(Path(each["refused"]).name for each in refused) == [
        "m-2031-03-02.geojson",
        "other-2031-03-02.geojson",
    ]


def test_a_map_that_is_given_twice_is_one(servanda: Servanda, tmp_path: Path) -> None:
    maps = _maps(tmp_path / "maps")
    assert servanda("territory", maps, maps).out == servanda("territory", maps).out


def test_territory_of_one_map_is_misuse(servanda: Servanda, tmp_path: Path) -> None:
    ran = servanda("territory", _maps(tmp_path / "maps") / "m-2031-03-01.geojson")
    assert ran.code == 2
    assert "a change needs two editions" in ran.err


def test_territory_of_files_that_cannot_be_read_is_unreadable(
    servanda: Servanda, tmp_path: Path
) -> None:
    ran = servanda("territory", tmp_path / "gone.geojson", tmp_path / "gone-2.geojson")
    assert ran.code == 3
    assert "gone.geojson" in ran.err


def test_demo_ends_with_its_verdicts_and_where_the_report_lies(
    servanda: Servanda, tmp_path: Path
) -> None:
    ran = servanda("demo", tmp_path / "demo")
    assert ran.code == 0
    assert "BREACHED" in ran.out
    assert ran.out.endswith(f"report: {tmp_path / 'demo' / 'report.html'}\n")


def test_demo_overwrites_nothing(servanda: Servanda, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = servanda("demo", tmp_path)
    assert (ran.code, "is not empty" in ran.err) == (2, True)


def test_schema_is_a_json_schema(servanda: Servanda) -> None:
    ran = servanda("schema")
    assert ran.code == 0
    assert json.loads(ran.out)["$schema"].startswith("https://json-schema.org/")


def test_version_and_help(servanda: Servanda) -> None:
    assert servanda("--version").out == f"servanda, version {__version__}\n"
    helped = servanda("--help")
    assert helped.code == 0
    assert all(verb in helped.out for verb in ("init", "add", "verify", "assess", "due", "report"))
