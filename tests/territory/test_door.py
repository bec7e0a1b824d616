from __future__ import annotations

import subprocess
import sys

import pytest

from servanda import territory


def test_every_exported_name_exists_and_the_list_is_sorted() -> None:
    assert all(getattr(territory, name) is not None for name in territory.__all__)
    assert list(territory.__all__) == sorted(territory.__all__) == dir(territory)


def test_opening_the_door_loads_nothing_heavy() -> None:
    code = (
        "import sys, servanda.territory;"
        "sys.exit(any(m in sys.modules for m in ('numpy', 'shapely', 'pyproj', 'orjson')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = territory.nothing
