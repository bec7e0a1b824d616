"""How well quotations are found: the evaluator of the quotation set, run over what we read.

The set and its evaluator lie beside the repository and are never part of it; without them
the measurement is skipped and says so. Run: ``python benchmarks/language_quotes.py``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
TOOL = SHARED / "tools" / "eval_quotes.py"
PARTS = ("quote", "speaker", "cue", "addressee", "frame", "joint")


def predict(gold: Path, into: Path) -> tuple[int, float]:
    """Write what we read of each document; return how many there were and the seconds taken."""
    from servanda.language import read

    texts = {path.name: json.loads(path.read_text(encoding="utf-8"))["originalText"]
             for path in sorted(gold.glob("*.json"))}  # fmt: skip
    read("Das ist nicht neu.", lang="de")  # the lexica are loaded before the clock runs
    begun = time.perf_counter()
    read_of = {name: read(text, lang="de").as_dict() for name, text in texts.items()}
    taken = time.perf_counter() - begun
    for name, reading in read_of.items():
        (into / name).write_text(json.dumps(reading["quotations"]), encoding="utf-8")
    return len(texts), taken


def scores(gold: Path, predicted: Path) -> dict[str, Any]:
    """Return the evaluator's answer."""
    command = [sys.executable, str(TOOL), "--gold", str(gold), "--pred", str(predicted), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def table(answer: dict[str, Any]) -> str:
    """Return F1 of each part by type, in hundredths, and how often the speaker is right."""
    lines = [f"{'':22}" + "".join(f"{part:>10}" for part in PARTS) + f"{'speaker ok':>12}"]
    for name, one in {"all": answer["all"], **answer["by_type"]}.items():
        macro = "".join(f"{100 * one['group_macro'][part]['f1']:10.1f}" for part in PARTS)
        speaker = one["count"]["speaker_ok"]
        lines.append(f"{name:22}{macro}{100 * speaker:12.1f}" if speaker else f"{name:22}{macro}")
    return "\n".join(lines)


def main() -> None:
    """Measure one part of the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="dev", help="folder of the set: dev or train")
    part = parser.parse_args().part
    gold = SHARED / "data" / "quotes" / part
    if not (TOOL.is_file() and gold.is_dir()):
        print(f"skipped: {gold} or {TOOL} is not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        documents, taken = predict(gold, Path(folder))
        print(table(scores(gold, Path(folder))))
    print(f"{documents} documents in {taken:.2f} s: {documents / taken:.0f} a second")


if __name__ == "__main__":
    main()
