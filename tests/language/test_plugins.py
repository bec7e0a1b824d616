"""Plug-ins: loaded by name, never trusted, merged by a stated rule."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.language import Document, Reading, read, read_document
from servanda.language.plugins import Annotator, load_annotator, merged
from servanda.language.plugins_llm import KEY

TEXT = "„Wir helfen“, sagte Ada Berg. Das kostet am Montag 3 Millionen Euro."


class Fixed:
    """Says what it was told to say."""

    name = "fixed"

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.replaces: frozenset[str] = frozenset()

    def read(self, text: str, language: str, published: date | None) -> Mapping[str, Any]:
        return self.answers


class Failing:
    """Is somebody else's code."""

    name = "failing"

    def read(self, text: str, language: str, published: date | None) -> Mapping[str, Any]:
        raise ZeroDivisionError("no wonder")


def with_fixed(text: str = TEXT, **answers: Any) -> tuple[Reading, tuple[str, ...]]:
    return merged(read(text), text, Fixed(**answers))


def at(words: str, text: str = TEXT) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


# --- loading ---------------------------------------------------------------------------------


def test_a_plug_in_is_loaded_by_its_dotted_path() -> None:
    found = load_annotator(f"{__name__}:Failing")
    assert (found.name, isinstance(found, Annotator)) == ("failing", True)


def test_a_plug_in_is_loaded_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def points(group: str, name: str = "") -> list[SimpleNamespace]:
        assert group == "servanda.language"
        return [SimpleNamespace(name="mine", value=f"{__name__}:Failing")]

    monkeypatch.setattr("importlib.metadata.entry_points", points)
    assert load_annotator("mine").name == "failing"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("nobody", "write module:attribute or one of: llm, spacy, transformers"),
        ("no.such.module:Thing", "cannot be loaded"),
        (f"{__name__}:Nothing", "cannot be loaded"),
        (f"{__name__}:TEXT", "is no reader"),
        (f"{__name__}:Failing=x", "cannot be made"),
        ("llm=ftp://host/v1#m", "no address"),
        ("llm=http://host/v1", "no address"),
        ("transformers", "cannot be made"),
    ],
)
def test_what_is_no_plug_in_is_refused_with_what_to_write(
    spec: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    with pytest.raises(MisuseError, match=words):
        load_annotator(spec)


@pytest.mark.parametrize("name", ["spacy", "transformers=m"])
def test_a_library_that_is_not_there_is_named_with_its_extra(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name.partition("=")[0], None)
    with pytest.raises(MisuseError, match=r"pip install 'servanda\["):
        load_annotator(name)


# --- merging ---------------------------------------------------------------------------------


def test_what_the_rules_did_not_find_is_added_in_its_place() -> None:
    text = TEXT + " Alles bleibt, wie es ist."
    words = at("Alles bleibt, wie es ist", text)
    reading, notes = with_fixed(text, quotations=[{"quote": [words], "type": "Indirect"}])
    assert [each.type for each in reading.quotations] == ["Direct", "Indirect"]
    assert reading.quotations[1].why == "fixed: it says so"
    assert notes == ()


def test_where_both_answer_the_rules_win_unless_the_plug_in_replaces() -> None:
    answer = {"begin": at("Montag")[0], "end": at("Montag")[1], "value": "2031-03-03"}
    plugin = Fixed(times=[answer])
    before = read(TEXT)
    kept, _ = merged(before, TEXT, plugin)
    assert kept.times == before.times
    plugin.replaces = frozenset({"times"})
    changed, _ = merged(before, TEXT, plugin)
    assert [(time.value, time.why) for time in changed.times] == [
        ("2031-03-03", "fixed: it says so")
    ]


def test_a_quotation_without_a_speaker_gets_the_plug_ins() -> None:
    text = "Das ist nicht neu und auch nicht gut. „Wir helfen der Stadt gern“. Ada Berg und er."
    assert [each.speaker_name for each in read(text).quotations] == [""]
    answer = {"quote": [at("Wir helfen der Stadt gern", text)], "speaker_name": "Ada Berg",
              "speaker": [at("Ada Berg", text)], "why": "a guess"}  # fmt: skip
    reading, _ = with_fixed(text, quotations=[answer])
    [quotation] = reading.quotations
    assert quotation.speaker_name == "Ada Berg"
    assert quotation.why.endswith("speaker from fixed: a guess")


def test_people_of_one_name_are_one_person() -> None:
    reading, _ = with_fixed(people=[{"name": "ada berg", "mentions": [[0, 3]], "roles": ["chief"]},
                                    {"name": "Eva Rand", "mentions": []}])  # fmt: skip
    ada = next(person for person in reading.people if person.name == "Ada Berg")
    assert ((0, 3) in ada.mentions, "chief" in ada.roles) == (True, True)
    assert "Eva Rand" in [person.name for person in reading.people]


def test_a_pledge_follows_the_quotation_it_stands_on() -> None:
    reading = Reading("a", "de", None, read(TEXT).quotations, pledges=({"quotation": 0},))
    text = "Erst das hier. " + TEXT
    moved = read(text)
    with_pledge = Reading("a", "de", None, moved.quotations, pledges=reading.pledges)
    found, _ = merged(with_pledge, text, Fixed(quotations=[{"quote": [[0, 13]]}]))
    assert found.pledges[0]["quotation"] == 1


def test_a_plug_in_that_fails_leaves_the_reading_and_is_named() -> None:
    reading, notes = read_document(Document("a", TEXT), annotators=[Failing()])
    assert reading == read(TEXT, document="a")
    assert notes == ("failing failed (ZeroDivisionError: no wonder)",)


@pytest.mark.parametrize(
    "answers",
    [
        {"quotations": [{"quote": [[5, 2]]}]},
        {"quotations": [{"quote": [[0, 10_000]]}]},
        {"quotations": [{"quote": []}]},
        {"quotations": [{"quote": [[0, 5]], "type": "Shouted"}]},
        {"quotations": [{"quote": [[True, 5]]}]},
        {"times": [{"begin": 0, "end": 3, "earliest": "soon"}]},
        {"times": [{"begin": 0, "end": 3, "value": "x" * 999}]},
        {"quantities": [{"begin": 0, "end": 3, "value": float("nan")}]},
        {"quantities": [{"begin": 0, "end": 3, "low": 9, "high": 1}]},
        {"people": [{"mentions": [[0, 3]]}]},
        {"people": ["Ada"]},
        {"quotations": "none"},
    ],
)
def test_answers_that_do_not_fit_are_left_out_and_counted(answers: dict[str, Any]) -> None:
    reading, notes = with_fixed(**answers)
    assert reading == read(TEXT)
    assert "left out" in notes[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["quote", "begin", "end", "name", "mentions"]), inner)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["quotations", "times", "quantities", "people"]), JSON) | JSON
)
def test_whatever_a_plug_in_answers_offsets_stay_in_the_text(answer: Any) -> None:
    plugin = Fixed()
    plugin.answers = answer
    reading, _ = merged(read(TEXT), TEXT, plugin)
    for quotation in reading.quotations:
        assert all(0 <= begin < end <= len(TEXT) for begin, end in quotation.quote)
    spans = [(time.begin, time.end) for time in reading.times]
    spans += [(amount.begin, amount.end) for amount in reading.quantities]
    assert all(0 <= begin < end <= len(TEXT) for begin, end in spans)


# --- adapters, against stand-ins --------------------------------------------------------------


def test_spacy_gives_people_and_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def pipeline(text: str) -> SimpleNamespace:
        begin, end = at("Ada Berg", text)
        person = SimpleNamespace(start_char=begin, end_char=end, label_="PER")
        return SimpleNamespace(ents=[person])

    spacy = ModuleType("spacy")
    loaded: list[str] = []

    def load(name: str) -> object:
        loaded.append(name)
        return pipeline

    spacy.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy", spacy)
    annotator = load_annotator("spacy")
    answers = [annotator.read(TEXT, "de", None) for _ in range(2)]
    assert answers[0]["people"] == [{"name": "Ada Berg", "mentions": [at("Ada Berg")]}]
    assert loaded == ["de_core_news_sm"]
    assert annotator.read(TEXT, "", None) == {}


def test_transformers_gets_paragraphs_and_gives_offsets_of_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def classify(piece: str) -> list[dict[str, Any]]:
        assert len(piece) <= 1_000
        begin = piece.find("Ada Berg")
        score = {"entity_group": "PER", "score": 0.9, "start": begin, "end": begin + 8}
        return [score, {**score, "score": 0.2}] if begin >= 0 else []

    transformers = ModuleType("transformers")
    transformers.pipeline = lambda *_, **__: classify  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "transformers", transformers)
    text = "Wort " * 500 + "\n" + TEXT
    found = load_annotator("transformers=tiny").read(text, "de", None)
    assert found["people"] == [{"name": "Ada Berg", "mentions": [at("Ada Berg", text)]}]


@contextmanager
def server(reply: bytes, status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A language model that has one answer."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**body, "path": self.path, "key": self.headers.get("Authorization")})
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"llm=http://127.0.0.1:{http.server_port}/v1#tiny", asked
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def completion(answer: object) -> bytes:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_a_language_model_is_believed_only_where_its_words_stand_in_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY, "secret")
    text = "Alles bleibt, wie es ist, und das ist auch gut. So Ada Berg am Montag."
    answer = {
        "quotations": [
            {"words": "Alles bleibt", "type": "Indirect", "speaker": "Ada Berg"},
            {"words": "Nie gesagt", "speaker": "Ada Berg"},
            {"words": "wie es ist", "speaker": "Niemand"},
            7,
        ],
        "people": [{"name": "Ada Berg"}, {"name": "Eva Rand"}],
    }
    with server(completion(answer)) as (spec, asked):
        found = load_annotator(spec).read(text, "de", None)
    words = [each["quote"][0] for each in found["quotations"]]
    assert words == [at("Alles bleibt", text), at("wie es ist", text)]
    assert [each["speaker_name"] for each in found["quotations"]] == ["Ada Berg", ""]
    assert [each["name"] for each in found["people"]] == ["Ada Berg"]
    assert (asked[0]["path"], asked[0]["model"]) == ("/v1/chat/completions", "tiny")
    assert asked[0]["key"] == "Bearer secret"


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (b"<html>", 200),
        (completion("not JSON"), 200),
        (completion([1]), 200),
        (b"x" * 2_000_001, 200),
        (b"", 302),
        (b"", 500),
    ],
)
def test_a_server_that_answers_anything_else_costs_only_its_own_answers(
    reply: bytes, status: int
) -> None:
    with server(reply, status) as (spec, asked):
        reading, notes = merged(read(TEXT), TEXT, load_annotator(spec))
    assert reading == read(TEXT)
    assert notes[0].startswith("llm failed")
    assert len(asked) == 1
