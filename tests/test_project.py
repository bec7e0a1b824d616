"""Rules of the project that no other tool holds."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_SOURCES = sorted((ROOT / "src").rglob("*.py"))
_HEAVY = ("duckdb", "pyarrow", "shapely", "pyproj", "numpy", "rich", "jinja2", "orjson",
          "python_calamine")  # fmt: skip
_LINES = 400
_BYTES = 200_000
_REGISTRY = re.compile(
    r"pypi\.(?:org|python)|index-url|find-links|registry\.(?:npm|docker)|files\.pythonhosted"
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _kept() -> list[Path]:
    """Every file under version control, or all but caches where git is missing."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        top = ("src", "tests", "docs", "benchmarks", "examples")
        return [p for name in top for p in (ROOT / name).rglob("*") if p.is_file()]
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("file", _SOURCES, ids=_name)
def test_no_module_is_longer_than_400_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= _LINES


@pytest.mark.parametrize("file", [s for s in _SOURCES if s.read_bytes().strip()], ids=_name)
def test_every_module_says_what_it_is_and_lists_its_public_names(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree), "no docstring"
    if len(tree.body) == 1:
        return
    targets = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ImportFrom)
        and getattr(node, "module", "") != "__future__"
    ]
    assert "__all__" in targets or not public, "no __all__"


def test_no_file_names_a_registry() -> None:
    for file in _kept():
        if file != Path(__file__) and file.suffix not in {".png", ".parquet", ".gz", ".xlsx"}:
            found = _REGISTRY.search(file.read_text("utf-8", errors="replace"))
            assert not found, f"{_name(file)}: {found}"


def test_no_data_lies_in_the_repository() -> None:
    pictures = ROOT / "docs" / "images"
    large = {_name(file): file.stat().st_size for file in _kept()
             if not file.is_relative_to(pictures)}  # fmt: skip
    assert {name: size for name, size in large.items() if size > _BYTES} == {}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["assess", "--help"]], ids=str)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom servanda.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        f"print(*(name for name in {_HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout
    assert done.stderr.strip() == ""


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "servanda", "--help"], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("Usage: servanda ")


def test_the_package_says_that_it_is_typed() -> None:
    assert files("servanda").joinpath("py.typed").is_file()


def test_the_public_benchmark_runner_finds_its_benchmarks() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "run.py"), "no-such"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "start" in done.stderr


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, check=False, capture_output=True, text=True, env=clean
    )


_needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


@_needs_make
def test_a_python_that_is_too_old_is_told_which_one_is_needed(tmp_path: Path) -> None:
    done = _make("demo", f"VENV={tmp_path / 'venv'}", "PYTHON=false")
    assert done.returncode == 2
    assert "servanda needs Python 3.11 or newer" in done.stdout
    assert "make PYTHON=python3.12 demo" in done.stdout


@_needs_make
def test_make_demo_leaves_a_folder_alone_that_it_did_not_make(tmp_path: Path) -> None:
    ready, mine = tmp_path / "venv", tmp_path / "mine"
    (ready / "bin").mkdir(parents=True)
    (ready / "bin" / "python").touch()
    (ready / ".runtime").touch()
    mine.mkdir()
    (mine / "notes.txt").write_text("mine", "utf-8")
    done = _make("demo", f"VENV={ready}", f"DEMO={mine}")
    assert done.returncode == 2
    assert "it is left alone" in done.stdout
    assert (mine / "notes.txt").read_text("utf-8") == "mine"


def test_ci_can_be_started_and_is_shell() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
