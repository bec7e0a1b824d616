"""``servanda read``: who said what, for people and programs, one bad document at a time."""

from __future__ import annotations

import io
import json
import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from servanda.case import read_warm
from servanda.case.read import Answer, Asked, _start, read_files
from servanda.language import languages

from .conftest import Servanda

TEXT = "Kestria hat abgelehnt. „Wir unterschreiben das nicht“, sagte Ada Berg am 5. März 2031.\n"
PAGE = (
    '<!doctype html><html><head><title>Kestria lehnt ab</title><meta name="author" '
    'content="Eva Rand"><meta property="article:published_time" content="2025-03-05"></head>'
    f"<body><article><p>{TEXT}</p><p>Und so bleibt es auch, wie man hört.</p></article></body>"
    "</html>"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page"
    file.write_text(PAGE, encoding="utf-8")
    return file


class Guess:
    """A plug-in that names one person."""

    name = "guess"

    def read(self, text: str, language: str, published: date | None) -> dict[str, object]:
        return {"people": [{"name": "Max Rand", "mentions": [[0, 7]]}]}


def test_the_article_is_shown_with_its_statements_marked_and_a_table(
    servanda: Servanda, report: Path
) -> None:
    ran = servanda("read", report)
    assert "⟦1 „Wir unterschreiben das nicht“⟧, sagte Ada Berg" in ran.out
    assert "Who said what\n  1  Ada Berg" in ran.out
    assert (ran.code, "\x1b" in ran.out) == (0, False)


def test_the_view_speaks_german(servanda: Servanda, report: Path) -> None:
    out = servanda("read", report, "--language", "de").out
    assert "Wer was gesagt hat" in out
    assert "veröffentlicht unbekannt" in out


def test_the_german_view_has_german_words_for_kind_and_modality(
    servanda: Servanda, tmp_path: Path
) -> None:
    file = tmp_path / "zusage.txt"
    file.write_text("Polen sagte der Ukraine 50 Panzer zu. Man müsse helfen, sagte Ada Berg.\n",
                    encoding="utf-8")  # fmt: skip
    out = servanda("read", file, "--lang", "de", "--language", "de").out
    assert "Zusage  Polen" in out
    assert "sagt (muss)" in out
    assert "pledge" not in out


def test_explain_gives_the_place_and_reason_of_every_answer(
    servanda: Servanda, report: Path
) -> None:
    [record] = servanda("read", report, "--json").records
    told = servanda("read", report, "--explain").out.partition("Why\n")[2]
    [quotation] = record["quotations"]
    begin, end = quotation["quote"][0]
    assert f"1 [{begin},{end}] {quotation['why']}" in told
    assert "Ada Berg" in told


def test_text_prints_exactly_what_offsets_count_in(servanda: Servanda, page: Path) -> None:
    [record] = servanda("read", page, "--json").records
    text = servanda("read", page, "--text").out
    begin, end = record["quotations"][0]["quote"][0]
    assert text[begin:end] == "„Wir unterschreiben das nicht“"
    assert text.startswith("Kestria lehnt ab\n\n")
    [whole] = servanda("read", page, "--text", "--json").records
    assert (whole["text"], whole["byline"], whole["kind"]) == (text, "Eva Rand", "html")


def test_the_day_of_a_page_is_found_and_the_given_one_wins(servanda: Servanda, page: Path) -> None:
    [found] = servanda("read", page, "--json").records
    ran = servanda("read", page, "--json", "--published", "2025-04-01")
    assert (found["published"], ran.records[0]["published"]) == ("2025-03-05", "2025-04-01")
    assert "its page is dated 2025-03-05; the 2025-04-01 given is used" in ran.err


def test_a_day_in_the_future_is_reported_and_not_believed(servanda: Servanda, page: Path) -> None:
    page.write_text(PAGE.replace("2025-03-05", "2999-03-05"), encoding="utf-8")
    ran = servanda("read", page, "--json")
    assert (ran.code, ran.records[0]["published"]) == (0, None)
    assert "not believed" in ran.err


def test_one_bad_document_is_told_and_the_rest_is_read(
    servanda: Servanda, report: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"%PDF-1.7")
    ran = servanda("read", bad, tmp_path / "gone", report, "--json")
    assert (ran.code, len(ran.records)) == (3, 1)
    assert "bad.txt is a PDF" in ran.err
    assert "cannot be read" in ran.err


def test_a_plug_in_is_asked_by_its_name(servanda: Servanda, report: Path) -> None:
    [record] = servanda("read", report, "--json", "--reader", f"{__name__}:Guess").records
    assert "Max Rand" in [person["name"] for person in record["people"]]


def test_an_unknown_plug_in_is_misuse_before_any_work(servanda: Servanda, report: Path) -> None:
    ran = servanda("read", report, "--reader", "nobody")
    assert (ran.code, ran.out) == (2, "")
    assert "no reader 'nobody'" in ran.err


def test_nothing_in_a_text_commands_the_terminal(servanda: Servanda, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("„Das ist \x1b[31m nicht rot“, sagte Ada Berg \x1b]0;x\x07 und die.\n")
    for options in ((), ("--explain",), ("--json",)):
        assert "\x1b" not in servanda("read", file, *options).out


def test_on_a_terminal_statements_are_coloured_and_the_text_stays_harmless() -> None:
    text = "„Das ist \x1b[31m nicht rot“, sagte Ada Berg und die Stadt.\n"
    [plain] = answers(text, Asked())
    [painted] = answers(text, Asked(colour=True))
    assert "\x1b[32m" in painted.out
    assert "\x1b[31m nicht" not in painted.out
    assert "⟦" in plain.out
    assert "⟦" not in painted.out


def answers(text: str, asked: Asked) -> list[Answer]:
    from servanda.terminal import shown

    stdin = io.BytesIO(text.encode())
    return list(read_files([Path("-")], asked, stdin=stdin, clean=shown))


def test_standard_input_may_be_a_page(servanda: Servanda, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PAGE.encode())))
    [record] = servanda("read", "-", "--json").records
    assert (record["document"], record["published"]) == ("-", "2025-03-05")


def test_several_processes_answer_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = []
    for number in range(40):
        file = tmp_path / f"{number:02}.txt"
        file.write_text(TEXT * (1 + number % 3) if number != 7 else "", encoding="utf-8")
        files.append(file)
    asked = Asked(view="json")
    several = list(read_files(files, asked, jobs=2))
    assert several == list(read_files(files, asked, jobs=1))
    assert [each.refused for each in several].index(True) == 7
    names = [json.loads(each.out)["document"] for each in several if each.out]
    assert names == [file.name for number, file in enumerate(files) if number != 7]


def test_what_processes_are_forked_from_has_every_language_loaded() -> None:
    assert languages() == read_warm.WARMED


def test_after_warming_no_lexicon_is_opened_again() -> None:
    code = (
        "import sys; from servanda.case import read_warm; from servanda.language import read\n"
        "seen = []\n"
        "sys.addaudithook(lambda name, of: seen.append(str(of[0])) if name == 'open' else None)\n"
        "read('\"Das ist so\", sagte Ada Berg am Montag. Der Minister warnte, es seien 3 Euro.')\n"
        "read('\"It is so\", Ada Berg said on Monday. The minister warned 3 euros were left.')\n"
        "print([path for path in seen if 'lexica' in path])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_text_that_cannot_be_warmed_leaves_the_server_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read_warm, "read", lambda *_: 1 // 0)
    assert read_warm._warmed("de") == ()


def test_who_wants_no_more_answers_waits_for_what_still_runs(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    shutdown = ProcessPoolExecutor.shutdown

    def told(pool: ProcessPoolExecutor, wait: bool = True, *, cancel_futures: bool = False) -> None:
        asked.append(wait)
        shutdown(pool, wait, cancel_futures=cancel_futures)

    monkeypatch.setattr(ProcessPoolExecutor, "shutdown", told)
    answers = iter(read_files([report] * 40, Asked(view="json"), jobs=2))
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert asked == [True, True]


def test_where_no_server_can_run_processes_are_started(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", refused)
    assert _start().get_start_method() == "spawn"
    (answer,) = read_files([report], Asked(view="json"), jobs=2)
    assert json.loads(answer.out)["quotations"][0]["speaker_name"] == "Ada Berg"


def test_readers_that_cannot_be_forked_are_started(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    (answer,) = read_files([report], Asked(view="json"), jobs=2)
    assert json.loads(answer.out)["quotations"][0]["speaker_name"] == "Ada Berg"
