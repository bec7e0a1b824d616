"""``servanda territory``: editions on disk to rows of km², for people and programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError, ServandaError, UnreadableError
from servanda.base.suggest import nearest
from servanda.readers.protocol import Progress, no_progress

if TYPE_CHECKING:
    from servanda.territory import Change, Edition

__all__ = ["Asked", "territory_lines", "territory_records"]

_SUFFIXES = (".geojson", ".json", ".geojson.gz", ".json.gz")
_NUMBERS = ("gained_km2", "lost_km2", "net_km2", "redrawn_km2")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compare.

    Attributes:
        begins: First edition to use; None is open.
        ends: Last edition to use; None is open.
        by: ``edition`` (each pair), ``day``, ``week`` (ISO) or ``month`` of the later edition.
        class_property: Property of the features that separates classes of ground.
        holder: Class whose gains and losses are told; empty: the only class there is.
    """

    begins: datetime | None = None
    ends: datetime | None = None
    by: str = "edition"
    class_property: str = ""
    holder: str = ""


def territory_records(
    paths: Sequence[Path], asked: Asked, *, progress: Progress = no_progress
) -> list[dict[str, Any]]:
    """Compare consecutive editions and sum by period.

    Args:
        paths: GeoJSON files, or folders of them; dated by file name, at midnight UTC.
        asked: What to compare.
        progress: Told how far it has come.

    Returns:
        One record a pair or period: ``from``, ``to`` (the change lies in (from, to]),
        ``gained_km2``, ``lost_km2``, ``net_km2``, ``redrawn_km2``, ``patches``; then one
        record for each file that was refused: ``refused``, ``reason``.

    Raises:
        MisuseError: If fewer than two editions are given, or lie in the window; or if the
            maps have several classes and none of them is chosen.
        UnreadableError: If fewer than two are left because files cannot be read.
    """
    from servanda.territory import changes

    files = list(_files(paths))
    refused: list[dict[str, Any]] = []
    read = sorted(
        _editions(files, asked, refused, progress), key=lambda each: (each[1].at, each[1].digest)
    )
    editions = _one_a_moment(read, refused)
    if len(editions) < 2:  # noqa: PLR2004 - a change needs two
        raise _too_few(len(editions), len(files), refused)
    found = list(changes(editions, holder_class=_holder(editions, asked)))
    groups: dict[str, list[Change]] = {}
    for change in found:
        groups.setdefault(_label(change, asked.by), []).append(change)
    return [_record(label, group, asked.by) for label, group in groups.items()] + refused


def _holder(editions: Sequence[Edition], asked: Asked) -> str:
    classes = sorted({name for edition in editions for name in edition.held})
    if asked.holder in classes or (not asked.holder and len(classes) == 1):
        return asked.holder or classes[0]
    hint = nearest(asked.holder, classes)
    raise MisuseError(
        f"the maps have the classes {', '.join(classes)}; say whose gains are wanted with "
        f"--holder CLASS" + (f" (did you mean {hint}?)" if hint else "")
    )


def _too_few(used: int, given: int, refused: Sequence[dict[str, Any]]) -> ServandaError:
    told = f"{used} of {given} files can be used and a change needs two editions"
    if not refused:
        return MisuseError(told)
    return UnreadableError(f"{told}; refused: " + "; ".join(each["reason"] for each in refused[:3]))


def territory_lines(records: Iterable[dict[str, Any]]) -> str:
    """Return the records as a plain table with the sum below; refused files follow."""
    rows: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for each in records:
        (refused if "refused" in each else rows).append(each)
    lines = [f"{'(from, to]':<27}{'gained':>10}{'lost':>10}{'net':>10}{'redrawn':>10}  km²"]
    lines += [f"{each['from'][:10]} .. {each['to'][:10]}   " + _figures(each) for each in rows]
    total = {name: sum(each[name] for each in rows) for name in _NUMBERS}
    lines.append(f"{'sum':<27}" + _figures(total))
    lines += [f"refused: {each['refused']}: {each['reason']}" for each in refused]
    return "\n".join(lines)


def _figures(record: dict[str, Any]) -> str:
    return "".join(f"{record[name]:>10.2f}" for name in _NUMBERS)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.name.endswith(_SUFFIXES))
        else:
            yield path


def _editions(
    files: Sequence[Path],
    asked: Asked,
    refused: list[dict[str, Any]],
    progress: Progress,
) -> Iterator[tuple[Path, Edition]]:
    from servanda.territory import read_edition

    for index, file in enumerate(files):
        progress(index, len(files), "reading maps")
        try:
            edition, _ = read_edition(
                file.read_bytes(),
                name=file.name,
                source="maps",
                time_of_day=time(),
                zone="UTC",
                class_property=asked.class_property or None,
            )
        except (OSError, UnreadableError, MisuseError) as error:
            refused.append({"refused": str(file), "reason": str(error)})
            continue
        begins, ends = asked.begins, asked.ends
        if (begins is None or _day(begins) <= edition.at) and (ends is None or edition.at <= ends):
            yield file, edition
    progress(len(files), len(files), "reading maps")


def _one_a_moment(
    read: Sequence[tuple[Path, Edition]], refused: list[dict[str, Any]]
) -> list[Edition]:
    """Return the editions of moments of which there is one; which of two counts is not guessed."""
    digests: dict[datetime, set[str]] = {}
    for _, edition in read:
        digests.setdefault(edition.at, set()).add(edition.digest)
    kept: dict[datetime, Edition] = {}
    for file, edition in read:
        if len(digests[edition.at]) == 1:
            kept[edition.at] = edition
        else:
            reason = (
                f"{file.name}: there is another, different edition of {_iso(edition.at)}; "
                "leave one of them out"
            )
            refused.append({"refused": str(file), "reason": reason})
    return list(kept.values())


def _day(moment: datetime) -> datetime:
    """A day on the command line is its last second; as a beginning it means its first."""
    return moment.replace(hour=0, minute=0, second=0)


def _label(change: Change, by: str) -> str:
    if by == "month":
        return f"{change.until:%Y-%m}"
    if by == "week":
        year, week, _ = change.until.isocalendar()
        return f"{year}-W{week:02d}"
    return change.until.isoformat() if by == "edition" else f"{change.until:%Y-%m-%d}"


def _record(label: str, group: Sequence[Change], by: str) -> dict[str, Any]:
    return {
        "from": _iso(group[0].after),
        "to": _iso(group[-1].until),
        **({} if by == "edition" else {"period": label}),
        **{name: round(sum(getattr(each, name) for each in group), 6) for name in _NUMBERS},
        "patches": sum(len(each.gained) + len(each.lost) for each in group),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
