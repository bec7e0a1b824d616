"""What the modules of the room say of themselves: the main path, and what others may use."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from servanda import language

ROOM = Path(language.__file__).parent
MODULES = sorted(ROOM.rglob("*.py"))
QUOTING = [
    path
    for path in MODULES
    if path.stem.startswith(("addressees", "indirect", "people", "quotations"))
    and path.stem != "quotations_said"
]


def name_of(path: Path) -> str:
    """Return the dotted name of a module of the room."""
    parts = path.relative_to(ROOM).with_suffix("").parts
    return ".".join(("servanda.language", *(part for part in parts if part != "__init__")))


@cache
def imported() -> frozenset[tuple[str, str]]:
    """Return (module, name) for what the modules of the room import from one another."""
    return frozenset(
        (node.module, each.name)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
        for each in node.names
    )


def declared(path: Path) -> set[str]:
    """Return the names in ``__all__``."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("path", QUOTING, ids=name_of)
def test_all_that_others_import_from_a_module_is_in_its_all(path: Path) -> None:
    wanted = {name for module, name in imported() if module == name_of(path)}
    assert wanted <= declared(path)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_main_path_of_a_header_begins_with_a_name_of_the_module(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = re.search(r"Main path:\s+``(\w+)", ast.get_docstring(tree) or "")
    names = {each.name for each in tree.body if isinstance(each, ast.ClassDef | ast.FunctionDef)}
    assert named is None or named[1] in names | declared(path)


def test_every_key_of_the_clauses_is_read_by_some_module() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in MODULES)
    keys = yaml.safe_load((ROOM / "lexica/de/clauses.yaml").read_text(encoding="utf-8"))
    assert [key for key in keys if not re.search(rf"\b{re.escape(key)}\b", code)] == []


def test_the_header_of_the_lexicon_names_every_file_of_a_language() -> None:
    tree = ast.parse((ROOM / "lexicon.py").read_text(encoding="utf-8"))
    named = set(re.findall(r"``(\w+)``", ast.get_docstring(tree) or ""))
    assert {path.stem for path in ROOM.glob("lexica/*/*.yaml")} <= named
