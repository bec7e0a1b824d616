"""``python -m servanda``: the same as the command ``servanda``."""

from __future__ import annotations

from servanda.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
