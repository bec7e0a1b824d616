from __future__ import annotations

from pathlib import Path

import pytest

from servanda.demo import DemoInputs, write_case


@pytest.fixture(scope="package")
def case(tmp_path_factory: pytest.TempPathFactory) -> DemoInputs:
    root: Path = tmp_path_factory.mktemp("demo") / "case"
    return write_case(root)
