"""Seeded mutations of texts, pages, feeds and archives: ``make fuzz``.

``FUZZ_SECONDS`` says how long (600), ``FUZZ_SEED`` where to begin (1). Every case must be
answered, twice the same, with offsets in its text, and in time that fits its length. A case
that is not is written to ``build/fuzz`` and its seed is printed; the exit code is then 1.
"""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from language.hostile import PIECES
from language.pages import digest, http, packed, page, published, record
from language.test_robust import spans
from servanda.language import Document, open_documents, read_document

__all__ = ["main"]

ROOT = Path(__file__).parents[2]
_TEXT = (
    "Kyjiw (dpa) - Der NATO-Generalsekretär Mark Rutte sagte am Freitag: „Wir helfen.“ Laut Eva "
    "Sand, 58, werde die Regierung bis Ende Mai 1,5 Milliarden Euro zahlen, falls alle zustimmen. "
    "„Das“, so der Ukrainer, „ist nicht neu.“ Er fügte hinzu, dass es um 20.30 Uhr beginne.\n\n"
    "“We need half a million dollars,” the minister told reporters on Monday, adding that 1.2m "
    "people had fled. According to officials, Mr. Berg's plan 'failed'.\n"
)
_FEED = (
    f"<rss><channel><item><title>A</title><description>{_TEXT}</description></item></channel></rss>"
)
_LANGUAGES = ("auto", "de", "en")
_LARGEST = 60_000
_SECONDS_A_CHARACTER = 0.0005
_START_SECONDS = 2.0


def main() -> int:
    """Fuzz until the time is over; return 1 if anything was found."""
    seconds, seed = (
        float(os.environ.get("FUZZ_SECONDS", "600")),
        int(os.environ.get("FUZZ_SEED", "1")),
    )
    end, found, cases = monotonic() + seconds, 0, 0
    seeds = _seeds()
    while monotonic() < end:
        data = _mutated(seeds, random.Random(seed + cases))
        problem = _problem(data)
        if problem:
            found += 1
            file = ROOT / "build" / "fuzz" / f"{seed + cases}.bin"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            print(f"seed {seed + cases}: {problem}\n  {file}", file=sys.stderr)
        cases += 1
    print(f"{cases:,} cases in {seconds:.0f} s from seed {seed}: {found} problems")
    return 1 if found else 0


def _seeds() -> list[bytes]:
    answer = http(page(head=published("2025-03-05")))
    archive = record(answer, "response", digest(answer)) + record(_TEXT.encode(), "resource")
    seeds = [_TEXT.encode(), _TEXT.encode("cp1252", "replace"), _TEXT.encode("utf-16"), page(),
             _FEED.encode(), archive, packed(archive)]  # fmt: skip
    real = sorted((ROOT.parent / "shared" / "data" / "seeds").glob("*.txt"))
    return [*seeds, *(file.read_bytes() for file in real), *([_TEXT.encode()] * 6)]


def _mutated(seeds: list[bytes], chance: random.Random) -> bytes:
    """A seed with a few damages: bytes changed, stretches moved, hostile pieces put in."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(0, 12)):
        at = chance.randrange(len(data) + 1)
        far = min(len(data), at + chance.choice((1, 3, 20, 200)))
        how = chance.randrange(6)
        if how == 0:
            data[at:far] = bytes(chance.randrange(256) for _ in range(far - at))
        elif how == 1:
            del data[at:far]
        elif how == 2:
            piece = chance.choice(list(PIECES.values())) * chance.choice((1, 2, 9, 400))
            data[at:at] = piece.encode("utf-8", "surrogatepass")
        elif how == 3:
            data[at:at] = data[at:far] * chance.choice((1, 2, 30))
        elif how == 4:
            words = data.split(b" ")
            chance.shuffle(words)
            data = bytearray(b" ".join(words[: chance.randrange(1, len(words) + 1)]))
        else:
            data = data[: chance.randrange(len(data) + 1)]
        del data[_LARGEST:]
    return bytes(data)


def _problem(data: bytes) -> str:
    """What is wrong with the answer to a case, or ""."""
    begun = process_time()
    try:
        first = _answer(data)
    except Exception:
        return traceback.format_exc(limit=-4)
    taken = process_time() - begun
    if taken > _START_SECONDS + len(data) * _SECONDS_A_CHARACTER:
        return f"{taken:.1f} s for {len(data):,} bytes"
    return "" if _answer(data) == first else "two answers"


def _answer(data: bytes) -> list[str]:
    answers = []
    for found in open_documents(data, "a"):
        if not isinstance(found, Document):
            answers.append(found.reason)
            continue
        reading, notes = read_document(found, lang=_LANGUAGES[len(data) % 3])
        for begin, end in spans(reading):
            assert 0 <= begin < end <= len(found.text), (begin, end)
        answers.append(json.dumps([reading.as_dict(), notes], allow_nan=False))
    return answers


if __name__ == "__main__":
    sys.exit(main())
