"""Languages of the user's own: a folder of lexica beside the ones of this package.

``FOLDER/<language>/words.yaml`` and its neighbours are read as plain data: no tags, no
aliases, no links out of the folder, limits on size and depth. A language of this package is
not replaced. What is wrong with a lexicon is said before anything is read with it.

Main path: ``lexica`` -> the codes of the languages that were let in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from servanda.base.errors import MisuseError
from servanda.language.lexicon import ADDED, TRAITS, built_in, concern, load

__all__ = ["lexica"]

_FILES = ("words", "cues", "people", "times", "quantities", "statements", "clauses", "phrases",
          "verbs", "voices", "grammar")  # fmt: skip
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")
_LARGEST = 2_000_000  # characters of one file; the largest of ours has 40,000
_DEEPEST = 12
_MOST = 20
_HOMES: dict[str, Path] = {}  # what was made of a lexicon is kept by its code: one folder a code
_READ: dict[str, Mapping[str, Mapping[str, Any]]] = {}
_OPEN: Counter[str] = Counter()  # blocks that use a language now: the last one takes it away


@contextmanager
def lexica(folder: Path) -> Iterator[tuple[str, ...]]:
    """Let ``read`` know the languages in a folder, as long as the block lasts.

    It holds for the whole process. Behind the last block ``auto`` and ``languages`` forget the
    language; asked for by its name it may still be read, as what was made of it is kept. A file
    is read once in a process; to try a change, start another.

    Args:
        folder: Holds one folder a language, named by its code, with the files of ``lexica/de``.

    Yields:
        The codes of its languages, sorted.

    Raises:
        MisuseError: If there is none, or a file in it cannot be used.
    """
    codes = _found(folder)
    _OPEN.update(codes.keys())
    try:
        for code, path in codes.items():
            ADDED[code] = _kept(code, path)
        for code in codes:
            _checked(code)
        yield tuple(sorted(codes))
    finally:
        _OPEN.subtract(codes.keys())
        for code in codes:
            if not _OPEN[code]:
                ADDED.pop(code, None)


def _found(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise MisuseError(f"{folder}: no folder of lexica; it holds one folder a language")
    home = folder.resolve()
    found = {path.name: path for path in sorted(home.iterdir()) if (path / "words.yaml").is_file()}
    if not found:
        raise MisuseError(f"{folder}: no language in it; write {folder}/<language>/words.yaml")
    for code, path in found.items():
        if code in built_in():
            raise MisuseError(f"{path}: {code} comes with this program and is not replaced")
        if not _CODE.fullmatch(code):
            raise MisuseError(f"{path}: name it by the code of its language, such as nl or pt-br")
        if _HOMES.get(code, path) != path:
            raise MisuseError(f"{path}: {code} was read from {_HOMES[code]} before")
    if len(found) > _MOST:
        raise MisuseError(f"{folder}: more than {_MOST} languages")
    return found


def _kept(code: str, path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the files of a language by name, read once."""
    if code not in _READ:
        files = {name: path / f"{name}.yaml" for name in _FILES}
        home = path.parent  # resolved: the folder of a language may be a link, too
        _READ[code] = {name: _mapping(file, home) for name, file in files.items() if file.exists()}
        _HOMES[code] = path
    return _READ[code]


def _mapping(file: Path, home: Path) -> Mapping[str, Any]:
    import yaml  # late: reading YAML is not needed to say --help

    if not file.resolve().is_relative_to(home.resolve()):
        raise MisuseError(f"{file}: a link out of its folder is not followed")
    if not file.is_file():  # a pipe would keep us waiting for ever
        raise MisuseError(f"{file}: no plain file; write keys with their words in it")
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = _bytes(file).decode("utf-8")
        _plain(text, file, fast)
        found = yaml.load(text, fast)  # noqa: S506 - both are safe
    except MisuseError:
        raise
    except (OSError, ValueError, OverflowError, LookupError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise MisuseError(f"{file}: cannot be read as YAML in UTF-8: {said}") from error
    if not isinstance(found, dict):
        raise MisuseError(f"{file}: write keys with their words, as in lexica/en/{file.name}")
    return found


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise MisuseError(f"{file}: larger than {_LARGEST:,} bytes")
    return data


def _plain(text: str, file: Path, loader: Any) -> None:
    """Refuse what words do not need and what can blow up: aliases, tags, depth."""
    import yaml

    depth = 0
    for event in yaml.parse(text, loader):
        if isinstance(event, yaml.AliasEvent):
            raise MisuseError(f"{file}: an alias (*{event.anchor}); write the words out")
        tag = getattr(event, "tag", None)
        if tag:
            raise MisuseError(f"{file}: a tag ({tag}); write plain words")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise MisuseError(f"{file}: nested more than {_DEEPEST} deep")


def _checked(code: str) -> None:
    """Make everything of a lexicon once, so that what is wrong with it is told at once."""
    from servanda.language import clauses_words, english_line, names, statements_words, units
    from servanda.language.times import lexicon as times

    _check_clauses(code)
    makers: dict[str, Callable[[str], object]] = {
        "words.yaml, cues.yaml or people.yaml": load,
        "statements.yaml": statements_words.vocabulary,
        "quantities.yaml": units.grammar,
        "times.yaml": times.load,
        "clauses.yaml, phrases.yaml or verbs.yaml": clauses_words.grammar,
        "grammar.yaml": english_line.grammar,
        "people.yaml: nations": lambda code: names.state_of("", code),
    }
    for where, make in makers.items():
        try:
            make(code)
        except MisuseError:
            raise
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise MisuseError(
                f"the lexicon of {code!r} cannot be used: {where}: {type(error).__name__} "
                f"{error}; compare with the files of the same name in lexica/de"
            ) from error
    unknown = sorted(load(code).traits - TRAITS.keys())
    if unknown:
        raise MisuseError(f"the lexicon of {code!r}: words.yaml: traits: no trait {unknown[0]!r}; "
                          f"write some of: {', '.join(TRAITS)}")  # fmt: skip


def _check_clauses(code: str) -> None:
    """Refuse clauses without all of their words: most are looked up only while reading."""
    if not concern(code, "clauses"):
        return
    for name in ("clauses", "phrases"):
        own = concern(code, name)
        for key, value in concern("de", name).items():
            if isinstance(value, str) and not isinstance(own.get(key), str):
                raise MisuseError(
                    f"the lexicon of {code!r}: {name}.yaml: {key}: write its words, or ''"
                )
