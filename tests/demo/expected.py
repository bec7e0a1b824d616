"""What the demo's clauses come to at ``DEMO_AS_OF``; the product knows nothing of it."""

from __future__ import annotations

EXPECTED = {
    "no-advance": "breached",
    "no-advance-strip": "alleged",
    "no-advance-north": "undetermined",
    "no-strikes-energy": "breached",
    "no-strikes-ports": "alleged",
    "no-strikes-dwellings": "breached",
    "quiet-corridor": "kept",
    "no-repeated-fire": "breached",
    "open-access": "kept",
    "forces-report-halvany": "kept",
    "forces-report-kestria": "pending",
    "release-halvany": "kept",
    "release-kestria": "kept",
    "rebuilding-fund": "pending",
    "consult": "kept",
    "emergency-session": "breached",
    "sanctions": "pending",
    "observers-visit": "kept",
    "patrol-ships": "kept",
    "early-warning": "undetermined",
}
