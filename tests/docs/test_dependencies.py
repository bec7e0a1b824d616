from __future__ import annotations

import ast
import re
import sys
import tomllib

import pytest

from .pages import ROOT, section, table

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_TEXT = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
_MODULES = {"pyyaml": "yaml", "python-calamine": "python_calamine"}
_NEVER_IMPORTED = {"tzdata"}  # zoneinfo finds it
_COMES_WITH = {"markupsafe": "jinja2", "_duckdb": "duckdb"}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", each)[0].lower() for each in requirements}


_RUN = _names(_PROJECT["dependencies"])
_DEVELOP = _names(_PROJECT["optional-dependencies"]["dev"])


@pytest.mark.parametrize(
    ("heading", "declared"), [("## To run", _RUN), ("## To develop", _DEVELOP)]
)
def test_every_dependency_has_its_reason_and_every_reason_its_dependency(
    heading: str, declared: set[str]
) -> None:
    rows = table(section(_TEXT, heading), "library")
    assert {row[0].strip("`") for row in rows} == declared
    assert all(len(row) == 5 and all(row) for row in rows)


@pytest.mark.parametrize("name", sorted(_RUN - _NEVER_IMPORTED))
def test_what_is_declared_is_imported(name: str) -> None:
    assert _MODULES.get(name, name) in _imported()


def test_what_is_imported_is_declared() -> None:
    known = {_MODULES.get(name, name) for name in _RUN} | set(sys.stdlib_module_names)
    known |= {module for module, library in _COMES_WITH.items() if library in _RUN}
    assert _imported() - known == {"servanda"}
    assert all(f"`{module}`" in _TEXT for module in _COMES_WITH)


def test_every_pin_is_exact_and_every_dependency_has_one() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    assert {pin.partition("==")[0].lower() for pin in pins} >= _RUN | _DEVELOP


def _imported() -> set[str]:
    found: set[str] = set()
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    return found
