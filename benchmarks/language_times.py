"""How well times are read: the evaluator of KRAUTS over our answers, and documents a second.

The set and its evaluator lie beside the repository and are never part of it; without them
quality is skipped and only the speed on generated reports is measured.
Run: ``python benchmarks/run.py language_times``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

TITLE = "times in German news: KRAUTS (103 documents, F1 in hundredths), and speed on one core"
SHARED = Path(__file__).resolve().parents[2] / "shared"
TOOL = SHARED / "tools" / "eval_times.py"
GOLD = SHARED / "data" / "times"
PARTS = ("KRAUTS_DieZeit", "KRAUTS_Dolomiten-100", "KRAUTS_Dolomiten-42")
GENERATED = (
    "Am Montag traf Präsidentin Kestrel um 20.30 Uhr in Velm ein. Zwei Tage später, am 3. Mai "
    "2024, sagte sie, die Hilfe werde bis Ende nächsten Jahres jeden Monat geprüft. Seit drei "
    "Wochen ruhen die Waffen. Im dritten Quartal sollen 2000 Menschen zurückkehren.\n\n"
)
REPEATED = 8
DOCUMENTS = 400


def rows() -> Iterator[dict[str, Any]]:
    """Yield the three parts, all of them, and the speed."""
    if TOOL.is_file() and all((GOLD / part).is_dir() for part in PARTS):
        for name, parts in [*((part, (part,)) for part in PARTS), ("all", PARTS)]:
            yield _quality(name, parts)
    yield _speed()


def _quality(name: str, parts: tuple[str, ...]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        texts, answers = Path(folder) / "texts", Path(folder) / "answers"
        _evaluator(parts, "--dump", str(texts))
        answers.mkdir()
        documents = [json.loads(path.read_text("utf-8")) for path in sorted(texts.glob("*.json"))]
        seconds = _predict(documents, answers)
        printed = _evaluator(parts, "--pred", str(answers), "--json")
    scores = json.loads(printed)["all"]
    figures = {
        key: round(100 * scores[key]["f1"], 1) for key in ("strict", "relaxed", "type", "value")
    }
    return {"set": name, **figures, "documents_per_s": round(len(documents) / seconds)}


def _evaluator(parts: tuple[str, ...], *options: str) -> str:
    gold = [str(GOLD / part) for part in parts]
    command = [sys.executable, str(TOOL), "--gold", *gold, *options]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _predict(documents: list[dict[str, str]], into: Path) -> float:
    from servanda.language.lexicon import load
    from servanda.language.times import times

    lexicon = load("de")
    times("", None, lexicon)  # the grammar is built before the clock runs
    begun = perf_counter()
    found = [times(one["text"], date.fromisoformat(one["dct"][:10]), lexicon) for one in documents]
    seconds = perf_counter() - begun
    for one, answers in zip(documents, found, strict=True):
        written = [{"begin": time.begin, "end": time.end, "type": time.type, "value": time.value}
                   for time in answers]  # fmt: skip
        (into / f"{one['doc']}.json").write_text(json.dumps(written), encoding="utf-8")
    return seconds


def _speed() -> dict[str, Any]:
    document = {"doc": "generated", "dct": "2025-08-22", "text": GENERATED * REPEATED}
    with tempfile.TemporaryDirectory() as folder:
        seconds = _predict([document] * DOCUMENTS, Path(folder))
    empty = dict.fromkeys(("strict", "relaxed", "type", "value"), "-")
    name = f"generated, {len(document['text'])} characters each"
    return {"set": name, **empty, "documents_per_s": round(DOCUMENTS / seconds)}


if __name__ == "__main__":
    for row in rows():
        print(row)
