from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import DamagedError, MisuseError, UnreadableError
from servanda.evidence import durable
from servanda.evidence.archive import Archive, Item

NOON = datetime(2025, 8, 22, 12, 0, tzinfo=UTC)


def add(archive: Archive, data: bytes = b"text", source: str = "outlet-a", **more: object) -> Item:
    name = str(more.pop("name", "report.txt"))
    return archive.add(data, source=source, name=name, collected_at=NOON, **more).item  # type: ignore[arg-type]


def test_an_original_lies_under_its_hash_and_comes_back_as_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    item, is_new = archive.add(b"text", source="outlet-a", name="r.txt", collected_at=NOON)
    digest = hashlib.sha256(b"text").hexdigest()
    assert is_new
    assert archive.path(item) == tmp_path / "archive" / "objects" / digest[:2] / digest
    assert archive.read(item) == b"text"
    assert archive.items() == [item]
    assert Archive(tmp_path / "archive").items() == [item]
    assert archive.verify() == []


def test_a_file_is_copied_and_named_after_itself(tmp_path: Path) -> None:
    original = tmp_path / "map.geojson"
    original.write_bytes(b"x" * 3_000_000)
    item, _ = Archive(tmp_path / "a").add(original, source="maps", collected_at=NOON)
    assert (item.name, item.size_bytes) == ("map.geojson", 3_000_000)
    assert original.exists()


def test_an_entry_says_everything_about_its_item(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    published = datetime(2025, 8, 22, 9, 30, tzinfo=UTC)
    add(archive, published_at=published, credibility="2", note="sent by mail")
    entry = json.loads((tmp_path / "log.jsonl").read_bytes())
    assert entry == {
        "seq": 1,
        "previous": "0" * 64,
        "event": "add",
        "item": hashlib.sha256(b"text").hexdigest(),
        "bytes": 4,
        "name": "report.txt",
        "source": "outlet-a",
        "collected_at": "2025-08-22T12:00:00Z",
        "published_at": "2025-08-22T09:30:00Z",
        "known_at": "2025-08-22T09:30:00Z",
        "credibility": "2",
        "note": "sent by mail",
    }


def test_each_line_names_the_hash_of_the_line_before_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    add(archive, b"one")
    add(archive, b"two")
    first, second = (tmp_path / "log.jsonl").read_bytes().splitlines(keepends=True)
    assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()
    assert archive.head() == hashlib.sha256(second).hexdigest()
    assert (tmp_path / "head").read_text() == archive.head() + "\n"


def test_the_same_bytes_from_the_same_source_are_one_item(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = add(archive)
    log = (tmp_path / "log.jsonl").read_bytes()
    again, is_new = archive.add(
        b"text", source="outlet-a", name="other.txt", collected_at=NOON + timedelta(days=1)
    )
    assert not is_new
    assert again == first
    assert (tmp_path / "log.jsonl").read_bytes() == log


def test_the_same_bytes_published_again_on_another_day_are_another_item(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    tuesday = archive.add(b"map", source="maps", collected_at=NOON, name="m", published_at=NOON)
    next_day = NOON + timedelta(days=1)
    wednesday = archive.add(
        b"map", source="maps", collected_at=next_day, name="m", published_at=next_day
    )
    again = archive.add(b"map", source="maps", collected_at=next_day, name="m", published_at=NOON)
    assert (tuesday.is_new, wednesday.is_new, again.is_new) == (True, True, False)
    assert [item.published_at for item in archive.items()] == [NOON, next_day]
    archive.withdraw(wednesday.item, "retracted", decided_at=next_day)
    assert archive.items() == [tuesday.item]


def test_the_same_bytes_from_another_source_are_another_item_over_one_object(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    one, other = add(archive), add(archive, source="outlet-b")
    assert one.sha256 == other.sha256
    assert [item.source for item in archive.items()] == ["outlet-a", "outlet-b"]
    assert len([path for path in (tmp_path / "objects").rglob("*") if path.is_file()]) == 1


def test_an_item_is_known_when_published_or_when_collected_if_that_is_unknown(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    assert add(archive, b"1").known_at == NOON
    assert add(archive, b"2", published_at=NOON - timedelta(days=3)).known_at == NOON - timedelta(3)
    assert add(archive, b"3", published_at=NOON + timedelta(hours=2)).known_at == NOON


def test_as_of_leaves_out_what_was_not_known_and_what_was_decided_later(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    item = add(archive)
    later = add(archive, b"later", known_at=NOON + timedelta(days=2))
    archive.withdraw(item, "the outlet took it back", decided_at=NOON + timedelta(days=1))
    assert archive.items(NOON) == [item]
    assert archive.items(NOON + timedelta(days=1)) == []
    assert archive.items() == [later]
    assert archive.withdrawn()[0].withdrawn == "the outlet took it back"


def test_as_of_needs_a_time_zone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    add(archive)
    with pytest.raises(MisuseError, match="as_of 2025-08-22T12:00:00 has no time zone"):
        archive.items(NOON.replace(tzinfo=None))


def test_the_latest_grade_counts_and_the_earlier_one_stays_in_the_log(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    graded = archive.grade(add(archive), "3", "second outlet has it", decided_at=NOON)
    assert graded.credibility == "3"
    assert [item.credibility for item in Archive(tmp_path).items()] == ["3"]
    assert [entry["credibility"] for entry in archive.entries()] == ["6", "3"]


def test_a_withdrawn_item_keeps_its_bytes_and_can_be_restored(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    gone = archive.withdraw(add(archive), "forged", decided_at=NOON)
    assert archive.read(gone) == b"text"
    again, is_new = archive.add(b"text", source="outlet-a", name="r", collected_at=NOON)
    assert (again.withdrawn, is_new) == ("forged", False)
    assert archive.restore(gone, "not forged after all", decided_at=NOON).withdrawn == ""
    assert archive.verify() == []


def test_other_decisions_live_in_the_same_log(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    add(archive)
    assert archive.append("review", statement="s1", accepted=True, decided_at=NOON) == 2
    (entry,) = Archive(tmp_path).entries("review")
    assert (entry["statement"], entry["decided_at"]) == ("s1", "2025-08-22T12:00:00Z")
    assert len(archive.items()) == 1


def test_git_is_told_to_leave_the_bytes_as_they_are(tmp_path: Path) -> None:
    add(Archive(tmp_path))
    assert (tmp_path / ".gitattributes").read_bytes() == b"* -text\n"


def test_many_writes_under_one_lock(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writing():
        for number in range(20):
            add(archive, b"%d" % number)
    assert len(Archive(tmp_path).items()) == 20
    assert archive.verify() == []


def test_two_writers_at_once_are_refused_with_the_reason(tmp_path: Path) -> None:
    first, second = Archive(tmp_path), Archive(tmp_path)
    with first.writing(), pytest.raises(MisuseError, match="another servanda is writing to") as e:
        add(second)
    assert "two writers at once would tear its log. Wait until it has ended" in str(e.value)
    assert add(second) == second.items()[0]


def test_a_writer_sees_what_another_wrote_before(tmp_path: Path) -> None:
    first, second = Archive(tmp_path), Archive(tmp_path)
    add(first, b"1")
    add(second, b"2")
    add(first, b"3")
    assert [item.seq for item in second.items()] == [1, 2, 3]
    assert first.verify() == []


@pytest.mark.parametrize(
    "bad",
    ["../../etc/passwd", "", "A" * 64, "g" * 64, "ab/../" + "a" * 58, "a" * 63, "a" * 64 + "\n"],
)
def test_only_a_hash_becomes_a_path(tmp_path: Path, bad: str) -> None:
    with pytest.raises(MisuseError, match="is no SHA-256 of an item"):
        Archive(tmp_path).path(bad)


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "archive"
    archive = Archive(root)
    item = add(archive)
    path = archive.path(item)
    path.rename(outside / path.name)
    path.symlink_to(outside / path.name)
    with pytest.raises(DamagedError, match="is a link; an archive holds its own files"):
        archive.read(item)
    assert [finding.kind for finding in archive.verify()] == ["lost"]
    digest = hashlib.sha256(b"other").hexdigest()
    (root / "objects" / digest[:2]).symlink_to(outside)
    with pytest.raises(DamagedError, match="is a link"):
        add(archive, b"other")
    assert sorted(found.name for found in outside.iterdir()) == [path.name]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source": "Outlet A"}, "'Outlet A' is no source id; write lower-case letters"),
        ({"name": " "}, "an item needs a name"),
        ({"credibility": "7"}, "'7' is no credibility grade"),
        ({"collected_at": datetime(2025, 1, 1)}, "collected_at 2025-01-01T00:00:00 has no time"),  # noqa: DTZ001
        ({"published_at": datetime(2025, 1, 1)}, "published_at 2025-01-01T00:00:00 has no time"),  # noqa: DTZ001
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(
    tmp_path: Path, fields: dict[str, object], message: str
) -> None:
    given = {"source": "a", "name": "n", "collected_at": NOON, **fields}
    with pytest.raises(MisuseError, match=message):
        Archive(tmp_path / "a").add(b"x", **given)  # type: ignore[arg-type]
    assert not (tmp_path / "a").exists()


def test_decisions_need_a_reason_and_an_item(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    item = add(archive)
    with pytest.raises(MisuseError, match="withdraw: give a reason"):
        archive.withdraw(item, " ", decided_at=NOON)
    with pytest.raises(MisuseError, match="grade: no item 982d9e3eb996 from outlet-a is here"):
        Archive(tmp_path / "b").grade(item, "2", "because", decided_at=NOON)
    with pytest.raises(MisuseError, match=r"'add' cannot be logged so; use Archive.add\(\)"):
        archive.append("add", item="x")
    with pytest.raises(MisuseError, match="'seq' is set by the log itself"):
        archive.append("review", seq=3)
    with pytest.raises(MisuseError, match="this cannot be written to the log"):
        archive.append("review", value=float("nan"))
    assert len(archive.entries()) == 1


def test_an_unreadable_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"missing\.txt cannot be read: No such file"):
        Archive(tmp_path / "a").add(tmp_path / "missing.txt", source="a", collected_at=NOON)


def test_a_full_disk_is_said_so_and_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    with monkeypatch.context() as patched:

        def full(path: Path, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        patched.setattr(durable, "append", full)
        with pytest.raises(UnreadableError, match=r"No space left on device.*completes the rest"):
            add(archive)
    assert add(archive) == archive.items()[0]


def test_an_item_is_found_by_the_beginning_of_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    item = add(archive)
    assert archive.find(item.sha256[:8]) == item
    other = add(archive, source="outlet-b")
    with pytest.raises(MisuseError, match="may be 982d9e3eb996 from outlet-a, 982d9e3eb996 from"):
        archive.find(item.sha256)
    assert archive.find(item.sha256, "outlet-b") == other
    with pytest.raises(MisuseError, match="give at least 8 signs"):
        archive.find("98")
    with pytest.raises(MisuseError, match="no item 'ffffffff' in"):
        archive.find("ffffffff")


def test_reading_writes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert (archive.items(), archive.verify(), archive.head()) == ([], [], "0" * 64)
    assert not (tmp_path / "none").exists()


def test_bytes_that_changed_are_never_handed_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    item = add(archive)
    archive.path(item).write_bytes(b"tampered")
    with pytest.raises(DamagedError, match="is not what was added: its bytes changed"):
        archive.read(item)
    add(archive)  # adding the original again mends it
    assert archive.read(item) == b"text"
    archive.path(item).unlink()
    with pytest.raises(DamagedError, match="is gone; put it back from a copy of the case"):
        archive.read(item)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.binary(max_size=40), st.sampled_from("ab"), st.text(max_size=20)), max_size=8
    )
)
def test_whatever_is_added_comes_back_once_and_is_sound(
    tmp_path_factory: pytest.TempPathFactory, adds: list[tuple[bytes, str, str]]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("case") / "archive")
    for data, source, name in adds:
        archive.add(data, source=source, name="n" + name, collected_at=NOON)
    wanted = dict.fromkeys((hashlib.sha256(data).hexdigest(), source) for data, source, _ in adds)
    fresh = Archive(archive.root)
    assert [(item.sha256, item.source) for item in fresh.items()] == list(wanted)
    assert fresh.verify(archive.head()) == []
