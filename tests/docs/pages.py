"""The documents, and the examples in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Block", "blocks", "commands", "own_pages", "pages", "section", "table"]

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced example."""

    page: str
    line: int
    language: str
    text: str

    @property
    def id(self) -> str:
        """Its place, for the names of tests."""
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every document of the project."""
    below = (ROOT / name for name in ("docs", "examples"))
    return sorted([*ROOT.glob("*.md"), *(page for top in below for page in top.rglob("*.md"))])


def own_pages() -> list[Path]:
    """Documents whose examples are tested here; others have tests beside their subject."""
    return [ROOT / "README.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]


def blocks(language: str) -> Iterator[Block]:
    """Fenced examples of one language."""
    for page in own_pages():
        text = page.read_text("utf-8")
        for found in _FENCE.finditer(text):
            if found[1] == language:
                line = text.count("\n", 0, found.start()) + 1
                yield Block(page.relative_to(ROOT).as_posix(), line, language, found[2])


def commands(block: Block) -> Iterator[str]:
    """Lines after a prompt, with continued lines joined and comments cut off."""
    joined = block.text.replace("\\\n", " ")
    for line in joined.splitlines():
        if line.startswith("$ "):
            yield line[2:].partition(" # ")[0].strip()


def section(text: str, heading: str) -> str:
    """What stands below a heading, down to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    start = text.index(heading + "\n") + len(heading)
    end = re.search(rf"^#{{1,{level}}} ", text[start:], re.MULTILINE)
    return text[start : start + end.start() if end else None]


def table(text: str, head: str) -> list[list[str]]:
    """Rows of the Markdown table whose first head cell is ``head``, without the head."""
    found = re.search(rf"^\| {re.escape(head)} \|.*\n\| ?---.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert found, f"no table begins with {head!r}"
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in
            found[1].splitlines()]  # fmt: skip
