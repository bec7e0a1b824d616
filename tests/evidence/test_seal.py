from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import DamagedError, MisuseError
from servanda.evidence.archive import Archive, Finding
from servanda.evidence.chain import encode, split

NOON = datetime(2025, 8, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    for number in range(1, 6):
        data = b"report %d" % number
        archive.add(data, source="a", name=f"{number}.txt", collected_at=NOON)
    return archive


def lines_of(archive: Archive) -> list[bytes]:
    return (archive.root / "log.jsonl").read_bytes().splitlines(keepends=True)


def rewrite(archive: Archive, lines: list[bytes]) -> list[Finding]:
    (archive.root / "log.jsonl").write_bytes(b"".join(lines))
    return archive.verify()


def test_a_sound_archive_has_no_findings_and_reports_progress(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    assert archive.verify(progress=lambda done, of: seen.append((done, of))) == []
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_one_changed_byte_of_an_original_is_found_and_named(archive: Archive) -> None:
    item = archive.items()[2]
    archive.path(item).write_bytes(b"report X")
    (finding,) = archive.verify()
    assert (finding.kind, finding.line, finding.item) == ("changed", 3, item.sha256)
    assert f"the original of log line 3 (item {item.sha256[:12]}, '3.txt') was changed" in (
        finding.message
    )


def test_a_lost_original_is_found_and_named(archive: Archive) -> None:
    item = archive.items()[0]
    archive.path(item).unlink()
    (finding,) = archive.verify()
    assert (finding.kind, finding.line, finding.item) == ("lost", 1, item.sha256)
    assert finding.message.endswith("'1.txt') is gone")


def test_a_file_nobody_logged_is_found(archive: Archive) -> None:
    (archive.root / "objects" / "notes.txt").write_text("mine")
    (finding,) = archive.verify()
    assert finding.kind == "stray"
    assert "objects/notes.txt is named by no log entry" in finding.message


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_edited_entry_is_found_and_named(archive: Archive, number: int) -> None:
    lines = lines_of(archive)
    entry = json.loads(lines[number - 1])
    lines[number - 1] = encode({**entry, "published_at": "2020-01-01T00:00:00Z"})
    (finding,) = rewrite(archive, lines)
    assert (finding.kind, finding.line, finding.item) == ("edited", number, entry["item"])
    assert f"is not what line {number + 1} says it was" in finding.message


def test_an_edited_last_entry_is_found_by_the_head(archive: Archive) -> None:
    lines = lines_of(archive)
    lines[4] = encode({**json.loads(lines[4]), "note": "changed"})
    (finding,) = rewrite(archive, lines)
    assert finding.kind == "cut"
    assert "the last entries were cut off, or the last one was edited" in finding.message


def test_a_removed_entry_is_found(archive: Archive) -> None:
    lines = lines_of(archive)
    findings = rewrite(archive, lines[:2] + lines[3:])
    assert [(found.kind, found.line) for found in findings] == [("order", 3), ("stray", 0)]
    assert "is entry 4, where entry 3 belongs" in findings[0].message


def test_a_removed_first_entry_is_found(archive: Archive) -> None:
    lines = lines_of(archive)[1:]
    assert rewrite(archive, lines)[0].kind == "order"
    renumbered = [encode({**json.loads(line), "seq": n}) for n, line in enumerate(lines, 1)]
    assert "the log's beginning is gone" in rewrite(archive, renumbered)[0].message


def test_swapped_entries_are_found(archive: Archive) -> None:
    lines = lines_of(archive)
    lines[1], lines[2] = lines[2], lines[1]
    findings = rewrite(archive, lines)
    assert {found.kind for found in findings} == {"order"}
    assert [found.line for found in findings] == [2, 3, 4]


@pytest.mark.parametrize("kept", [0, 1, 3, 4])
def test_a_log_cut_short_is_found(archive: Archive, kept: int) -> None:
    findings = rewrite(archive, lines_of(archive)[:kept])
    assert findings[0].kind == "cut"
    assert [found.kind for found in findings[1:]] == ["stray"] * (5 - kept)


def test_a_missing_log_is_found(archive: Archive) -> None:
    (archive.root / "log.jsonl").unlink()
    assert archive.verify()[0].kind == "cut"


def test_a_missing_head_file_is_found(archive: Archive) -> None:
    (archive.root / "head").unlink()
    (finding,) = archive.verify()
    assert "the head file says nothing" in finding.message


def test_entries_put_behind_the_head_are_found(archive: Archive) -> None:
    lines = lines_of(archive)
    for seq in (6, 7):
        previous = split(b"".join(lines))[0][-1].sha256
        lines.append(encode({"seq": seq, "previous": previous, "event": "review"}))
    (finding,) = rewrite(archive, lines)
    assert (finding.kind, finding.line) == ("edited", 6)


def test_a_log_that_is_no_json_in_the_middle_is_found(archive: Archive) -> None:
    lines = lines_of(archive)
    lines[2] = b"garbage\n"
    findings = rewrite(archive, lines)
    assert ("malformed", 3) in [(found.kind, found.line) for found in findings]


def test_only_an_expected_head_shows_that_everything_was_rewritten(
    archive: Archive, tmp_path: Path
) -> None:
    written_down = archive.head()
    forged = Archive(tmp_path / "forged")
    for number in range(1, 6):
        forged.add(b"lie %d" % number, source="a", name=f"{number}.txt", collected_at=NOON)
    assert forged.verify() == []
    (finding,) = forged.verify(written_down)
    assert finding.kind == "cut"
    assert f"the log does not contain the head you expected ({written_down})" in finding.message


def test_an_expected_head_may_be_an_earlier_one(archive: Archive) -> None:
    earlier = archive.head()
    archive.add(b"more", source="a", name="6.txt", collected_at=NOON)
    assert archive.verify(earlier) == []
    assert archive.verify("0" * 64) == []
    with pytest.raises(MisuseError, match="'abc' is no head; it is a SHA-256"):
        archive.verify("abc")


def test_nothing_is_read_from_or_added_to_a_damaged_log(archive: Archive) -> None:
    lines = lines_of(archive)
    lines[1] = encode({**json.loads(lines[1]), "source": "b"})
    rewrite(archive, lines)
    with pytest.raises(DamagedError, match=r"log.jsonl:3: this entry does not follow"):
        archive.items()
    with pytest.raises(DamagedError, match="no verdict may rest on it"):
        archive.add(b"x", source="a", name="x", collected_at=NOON)
    (archive.root / "log.jsonl").write_bytes(b"".join(lines_of(archive)[:1]))
    with pytest.raises(DamagedError, match="entries were cut off or edited"):
        archive.items()


def test_an_entry_this_program_did_not_write_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(
        encode({"seq": 1, "previous": "0" * 64, "event": "add", "item": "../../etc/passwd"})
    )
    with pytest.raises(DamagedError, match=r"log.jsonl:1: this entry cannot be read \("):
        Archive(tmp_path).items()
    assert Archive(tmp_path).verify()[0].message == "log line 1 names no item"


@pytest.mark.parametrize(
    "change", [{"collected_at": "2025-08-22T12:00:00"}, {"credibility": "9"}, {"bytes": "many"}]
)
def test_an_entry_with_a_value_that_cannot_be_is_refused_by_line(
    archive: Archive, tmp_path: Path, change: dict[str, str]
) -> None:
    (tmp_path / "log.jsonl").write_bytes(encode({**json.loads(lines_of(archive)[0]), **change}))
    with pytest.raises(DamagedError, match=r"log.jsonl:1: this entry cannot be read \("):
        Archive(tmp_path).items()


def test_a_log_that_is_a_link_is_not_followed(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "log.jsonl").symlink_to(archive.root / "log.jsonl")
    with pytest.raises(DamagedError, match="is a link; an archive holds its own files"):
        Archive(tmp_path / "other").items()


def test_an_entry_of_a_megabyte_is_refused_and_never_read(archive: Archive) -> None:
    with pytest.raises(MisuseError, match="is longer than 1,000,000; add the text as an item"):
        archive.append("review", text="x" * 1_000_000)
    findings = rewrite(archive, [b'{"x":"' + b"x" * 1_000_000 + b'"}\n', *lines_of(archive)])
    assert (findings[0].kind, findings[0].line) == ("malformed", 1)


def test_a_finding_is_one_line_of_text() -> None:
    assert str(Finding("lost", "the original is gone")) == "lost: the original is gone"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_change_of_any_byte_of_the_log_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    archive = Archive(tmp_path_factory.mktemp("case"))
    for number in range(3):
        archive.add(b"report %d" % number, source="a", name=f"{number}", collected_at=NOON)
    log = bytearray((archive.root / "log.jsonl").read_bytes())
    at = data.draw(st.integers(0, len(log) - 1))
    log[at] ^= data.draw(st.integers(1, 255))
    (archive.root / "log.jsonl").write_bytes(bytes(log))
    assert archive.verify() != []
