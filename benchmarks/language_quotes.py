"""How well quotations are found: the evaluator of the quotation set, run over what we read.

The set and its evaluator lie beside the repository and are never part of it; without them
the measurement is skipped and says so. Run: ``python benchmarks/run.py language_quotes``;
``BENCH_QUOTES=train`` measures the part whose errors were looked at.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from run import SkipBenchmark

__all__ = ["TITLE", "rows"]

TITLE = "quotations in German news: Wikinews articles, F1 in hundredths, and speed on one core"
SHARED = Path(__file__).resolve().parents[2] / "shared"
TOOL = SHARED / "tools" / "eval_quotes.py"
PARTS = ("joint", "quote", "speaker", "cue", "addressee", "frame")


def rows() -> Iterator[dict[str, Any]]:
    """Yield all types together, then each type."""
    gold = SHARED / "data" / "quotes" / os.environ.get("BENCH_QUOTES", "dev")
    if not (TOOL.is_file() and gold.is_dir()):
        raise SkipBenchmark(f"{gold} or {TOOL} is not there")
    with tempfile.TemporaryDirectory() as folder:
        documents, taken_s = _predict(gold, Path(folder))
        answer = _scores(gold, Path(folder))
    for name, one in {"all": answer["all"], **answer["by_type"]}.items():
        found = {part: round(100 * one["group_macro"][part]["f1"], 1) for part in PARTS}
        speaker = one["count"]["speaker_ok"]
        yield {
            "type": name, **found, "speaker_ok": round(100 * speaker, 1) if speaker else "-",
            "documents_per_s": round(documents / taken_s) if name == "all" else "-",
        }  # fmt: skip


def _predict(gold: Path, into: Path) -> tuple[int, float]:
    """Write what we read of each document; return how many there were and processor seconds."""
    from servanda.language import read

    texts = {path.name: json.loads(path.read_text(encoding="utf-8"))["originalText"]
             for path in sorted(gold.glob("*.json"))}  # fmt: skip
    read("Das ist nicht neu.", lang="de")  # the lexica are loaded before the clock runs
    begun = process_time()
    read_of = {name: read(text, lang="de").as_dict() for name, text in texts.items()}
    taken_s = process_time() - begun
    for name, reading in read_of.items():
        (into / name).write_text(json.dumps(reading["quotations"]), encoding="utf-8")
    return len(texts), taken_s


def _scores(gold: Path, predicted: Path) -> dict[str, Any]:
    command = [sys.executable, str(TOOL), "--gold", str(gold), "--pred", str(predicted), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
