"""Which class a feature belongs to, when its map says so by a value or a colour.

Publishers draw classes (occupied, grey zone, claimed) as a property or as a style. A
``Classes`` names the property and, if its values are not names one wants, which values
make which class. A value that nobody named makes the class ``unclassed`` and is told:
ground is never dropped because its colour is new.

Values match whole, without regard to case and outer blanks; a value in several
languages, ``Окуповано /// Occupied``, matches by any of them. Which ground belongs to
whom is not decided here. Main path: ``Classes.of`` -> ``Classes.apply``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.base.errors import MisuseError

__all__ = ["Classes"]

UNCLASSED = "unclassed"
_LANGUAGES = "///"
_SHORT = re.compile(r"#[0-9a-f]{3}")


@dataclass(frozen=True, slots=True)
class Classes:
    """How a map tells its classes apart.

    Attributes:
        property: Property of the features whose value decides; for KML also ``fill``,
            ``styleUrl``, ``folder``; for files of several layers also ``layer``.
        values: Class -> its values; empty: each value is the name of its class.
    """

    property: str
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: dict[str, str] = {}
        for name, values in self.values.items():
            for value in values:
                other = seen.setdefault(_plain(value), name)
                if other != name:
                    raise MisuseError(
                        f"classes: {value!r} is in {other!r} and in {name!r}; the same ground "
                        f"would be in both. Keep it in one"
                    )

    @classmethod
    def of(
        cls, key: str | None, values: Mapping[str, Sequence[str]] | None = None
    ) -> Classes | None:
        """Return the classes of a property, None if no property separates them.

        Raises:
            MisuseError: Values without a property they could be of.
        """
        if key is None and values:
            raise MisuseError(
                f"classes {', '.join(values)} are given by values, but not of which property; "
                f"give the class property as well, e.g. fill"
            )
        return None if key is None else cls(key, dict(values or {}))

    def apply(
        self, features: Sequence[Mapping[str, Any]]
    ) -> tuple[list[Mapping[str, Any]], dict[int, str]]:
        """Return the features with class names as values, and the values nobody named.

        Args:
            features: GeoJSON features.

        Returns:
            The features; number of a feature -> its value that is in no class.
        """
        if not self.values:
            return list(features), {}
        by_value = {_plain(v): name for name, vs in self.values.items() for v in vs}
        found: list[Mapping[str, Any]] = []
        strange: dict[int, str] = {}
        for number, feature in enumerate(features):
            properties = feature.get("properties")
            value = properties.get(self.property) if isinstance(properties, Mapping) else None
            if value is None:
                found.append(feature)
                continue
            name = _class_of(str(value), by_value)
            if name is None:
                strange[number] = str(value)
            changed = {**properties, self.property: name or UNCLASSED}  # type: ignore[dict-item]
            found.append({**feature, "properties": changed})
        return found, strange


def _class_of(value: str, by_value: Mapping[str, str]) -> str | None:
    """The class of a value, or of one of its languages if they agree."""
    if _plain(value) in by_value:
        return by_value[_plain(value)]
    spoken = {by_value.get(_plain(part)) for part in value.split(_LANGUAGES)} - {None}
    return spoken.pop() if len(spoken) == 1 else None


def _plain(value: object) -> str:
    text = str(value).strip().casefold()
    if _SHORT.fullmatch(text):
        return "#" + "".join(2 * digit for digit in text[1:])
    return text
