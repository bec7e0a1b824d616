"""``servanda read``: files to who said what, for people and programs, on any number of cores.

Files are taken apart here, one document at a time; texts are found and read by workers.
Answers come in the order of the files. A document that cannot be read is told and the
rest goes on.

Main path: ``read_files`` -> ``Answer``.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from servanda.base.errors import MisuseError, UnreadableError

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from servanda.language import Annotator, Document, Reading
    from servanda.language.documents import Raw, Refused

__all__ = ["Answer", "Asked", "read_files"]

View = Literal["people", "json", "text"]

_LARGEST = 50_000_000
_BATCH = 16
_BATCH_BYTES = 400_000
_AHEAD = 3
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user wants to know, small enough to be sent to a worker.

    Attributes:
        published: Day of publication of all texts; wins over what they say.
        lang: ``de``, ``en``, a language of ``lexica``, or ``auto``.
        view: For people, ``json`` (a line a document), or ``text`` (what offsets count in).
        as_json: With the view ``text``: one object with the text and what its page says.
        explain: Add why each answer was given.
        language: Of the view for people.
        latest: No document can be younger.
        colour: True where the view goes to a terminal.
        width: Columns of that terminal.
        readers: Plug-ins to ask beside the rules.
        lexica: A folder with languages of the user's own.
    """

    published: date | None = None
    lang: str = "auto"
    view: View = "people"
    as_json: bool = False
    explain: bool = False
    language: str = "en"
    latest: date | None = None
    colour: bool = False
    width: int = _WIDTH
    readers: tuple[str, ...] = ()
    lexica: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed for one document: its text, or why there is none.

    Attributes:
        out: For standard output; colours are in it already if they were asked for.
        notes: For standard error: what was not believed or left out.
        refused: True if the document could not be read; ``notes`` says why.
    """

    out: str
    notes: tuple[str, ...] = ()
    refused: bool = False


def read_files(
    files: Sequence[Path],
    asked: Asked,
    *,
    jobs: int = 1,
    stdin: BinaryIO | None = None,
    clean: Callable[[str], str] = str,
) -> Iterator[Answer]:
    """Yield an answer a document, in the order of the files and of what is in them.

    Args:
        files: Paths; ``-`` is ``stdin``.
        asked: What to say of each.
        jobs: Processes that read at the same time; memory grows with them, not with files.
        stdin: Where ``-`` reads from.
        clean: Makes characters harmless that would command a terminal. With several
            jobs it must be a function of a module.

    Raises:
        MisuseError: If there is no such language or plug-in.
        UnreadableError: If a worker died.
    """
    with _languages(asked):  # what is wrong is refused here, once, before any work
        _annotators(asked.readers)
        yield from _read_all(files, asked, jobs, stdin, clean)


@contextmanager
def _languages(asked: Asked) -> Iterator[None]:
    """Let in the user's own languages; refuse a language that nobody wrote.

    Raises:
        MisuseError: If a lexicon cannot be used or there is none.
    """
    if asked.lexica is None and asked.lang == "auto":
        yield  # nothing to load: --text and --help stay fast
        return
    from servanda.language.lexicon import load
    from servanda.language.own_lexica import lexica

    with nullcontext() if asked.lexica is None else lexica(asked.lexica):
        if asked.lang != "auto":
            load(asked.lang)
        yield


def _read_all(
    files: Sequence[Path],
    asked: Asked,
    jobs: int,
    stdin: BinaryIO | None,
    clean: Callable[[str], str],
) -> Iterator[Answer]:
    batches = _batches(_opened(files, asked, stdin))
    if jobs <= 1:
        for batch in batches:
            yield from _answers(batch, asked, clean)
        return
    yield from _in_processes(batches, asked, jobs, clean)


def _opened(files: Sequence[Path], asked: Asked, stdin: BinaryIO | None) -> Iterator[Raw | Refused]:
    from servanda.language.documents import open_raw, raw_documents

    for file in files:
        if str(file) != "-":
            yield from open_raw(file, latest=asked.latest)
            continue
        if stdin is None:
            raise MisuseError("there is no standard input to read")
        data = stdin.read(_LARGEST + 1)
        yield from raw_documents(BytesIO(data), "-", asked.latest)


def _batches(raws: Iterable[Raw | Refused]) -> Iterator[list[Raw | Refused]]:
    """Put small documents together, so that sending them costs little."""
    batch: list[Raw | Refused] = []
    size = 0
    for raw in raws:
        batch.append(raw)
        size += len(getattr(raw, "data", b""))
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _in_processes(
    batches: Iterator[list[Raw | Refused]], asked: Asked, jobs: int, clean: Callable[[str], str]
) -> Iterator[Answer]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[list[Answer]]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=_start()) as pool:
        try:
            for batch in batches:
                waiting.append(pool.submit(_listed, batch, asked, clean))
                if len(waiting) >= _AHEAD * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise UnreadableError(
                "a reading process died, probably for want of memory; use fewer --jobs"
            ) from error
        except BaseException:  # nobody wants the rest: what runs may end by itself
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _start() -> BaseContext:
    """Return how processes start: forked from one that has loaded everything, where possible."""
    import multiprocessing

    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # here: Windows has none

    started = multiprocessing.get_context("forkserver")
    started.set_forkserver_preload(["servanda.case.read_warm"])
    try:
        forkserver.ensure_running()
    except OSError:  # its socket lies in TMPDIR, whose name may be too long for one
        return multiprocessing.get_context("spawn")
    return started


def _listed(batch: list[Raw | Refused], asked: Asked, clean: Callable[[str], str]) -> list[Answer]:
    with _languages(asked):
        return list(_answers(batch, asked, clean))


def _answers(
    batch: Iterable[Raw | Refused], asked: Asked, clean: Callable[[str], str]
) -> Iterator[Answer]:
    from servanda.language.documents import Refused, extract

    for raw in batch:
        for found in [raw] if isinstance(raw, Refused) else extract(raw):
            if isinstance(found, Refused):
                yield Answer("", (found.reason,), refused=True)
            else:
                yield _answer(found, asked, clean)


@cache
def _annotators(specs: tuple[str, ...]) -> tuple[Annotator, ...]:
    from servanda.language import load_annotator

    return tuple(load_annotator(spec) for spec in specs)


def _answer(document: Document, asked: Asked, clean: Callable[[str], str]) -> Answer:
    from servanda.language import read_document

    if asked.view == "text":
        return Answer(_text(document, asked))
    reading, notes = read_document(
        document, asked.published, asked.lang, latest=asked.latest,
        annotators=_annotators(asked.readers),
    )  # fmt: skip
    told = tuple(f"{document.name}: {note}" for note in notes)
    if asked.view == "json":
        return Answer(_line(reading.as_dict()), told)
    return Answer(_view(document, reading, asked, clean), told)


def _text(document: Document, asked: Asked) -> str:
    """The text itself, to the last character, or with ``--json`` what its page says of it."""
    if not asked.as_json:
        return document.text
    day = asked.published or document.published
    return _line({
        "document": document.name, "kind": document.kind, "url": document.url,
        "title": document.title, "byline": document.byline,
        "published": day.isoformat() if day else None, "text": document.text,
    })  # fmt: skip


def _line(record: dict[str, object]) -> str:
    text = json.dumps(record, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(record)


def _view(document: Document, reading: Reading, asked: Asked, clean: Callable[[str], str]) -> str:
    from servanda.language.render import article, heading, reasons, tables

    text, language = document.text, asked.language
    head = heading(reading, document.title, document.byline,
                   given=asked.published is not None, language=language)  # fmt: skip
    body = _painted(text, reading, asked, clean) if asked.colour else clean(article(text, reading))
    below = tables(text, reading, language=language)
    why = reasons(text, reading, language=language) if asked.explain else ""
    rest = [clean(each) for each in (below, why) if each]
    return "\n\n".join([clean(head), body.strip("\n"), *rest])


def _painted(text: str, reading: Reading, asked: Asked, clean: Callable[[str], str]) -> str:
    from rich.console import Console

    from servanda.language.render import paint

    console = Console(width=asked.width, force_terminal=True, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(paint(text, reading, clean))
    return captured.get()
