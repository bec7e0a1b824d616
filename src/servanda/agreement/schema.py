"""A JSON Schema of agreement files, so that editors complete and check them while typing.

Generated from the tables of keys that the loader itself uses, so the two cannot part.
A schema sees shapes only: that a party exists or a unit fits, ``agreement.load`` decides.

Main path: ``json_schema``; ``python -m servanda.agreement.schema`` writes it as text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from servanda.agreement import keys
from servanda.agreement.model import Modality
from servanda.base.quantity import UNITS
from servanda.facts.shipped import ARGUMENT_KEYS, KINDS, PREDICATE_KEYS, shipped_vocabulary
from servanda.facts.vocabulary import ARGUMENT_TYPES

__all__ = ["json_schema", "schema_text"]

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_TEXTS: dict[str, Any] = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}
_ID: dict[str, Any] = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9-]*$"}
_SPAN = r"^\s*(\d+(\.\d+)?\s*)?[a-z]+\s*$"
_MOMENT = r"^\d{4}(-?\d{2}(-?\d{2}([T ]\d{1,2}.*)?)?)?$"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an agreement file.

    >>> json_schema()["required"]
    ['agreement', 'time zone', 'in force', 'parties', 'clauses']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "servanda agreement",
        "description": "An agreement as code: parties, clauses, and what verifies a breach.",
        **_section(keys.AGREEMENT),
        "$defs": {
            "party": {"anyOf": [_SCALAR, _section(keys.PARTY)]},
            "zone": _section(keys.ZONE),
            "window": _section(keys.WINDOW),
            "verified": {**_section(keys.VERIFIED), "minProperties": 1},
            "rate": _section(keys.RATE),
            "publish": _section(keys.PUBLISH),
            "redact": _section(keys.REDACT),
            "clause": _clause(),
            "predicate": _predicate(),
            "argument": _argument(),
        },
    }


def schema_text() -> str:
    """Return the schema as it is kept in ``docs/reference/agreement.schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _section(section: tuple[keys.Key, ...]) -> dict[str, Any]:
    shapes = _shapes()
    properties = {}
    for key in section:
        properties[key.name] = {**shapes[key.shape], "description": key.help}
    return _object(properties, [key.name for key in section if key.required])


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    found = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, "required": required} if required else found


def _clause() -> dict[str, Any]:
    stated = [*keys.REQUIREMENTS, "formula"]
    return {
        **_section(keys.CLAUSE),
        "oneOf": [{"required": [name]} for name in stated],
        "dependentRequired": {"formula": ["modality"], "within": ["after"]},
    }


def _predicate() -> dict[str, Any]:
    properties: dict[str, Any] = {
        key: {"description": text} for key, text in PREDICATE_KEYS.items()
    }
    properties["kind"] |= {"enum": list(KINDS)}
    properties["help"] |= _SCALAR
    properties["arguments"] |= _named("argument", "^[a-z][a-z0-9_]*$")
    properties["same when"] |= _TEXTS
    properties["same within"] |= {"type": "string", "pattern": _SPAN}
    return _object(properties, ["help", "arguments"])


def _argument() -> dict[str, Any]:
    properties: dict[str, Any] = {key: {"description": text} for key, text in ARGUMENT_KEYS.items()}
    properties["type"] |= {"enum": list(ARGUMENT_TYPES)}
    properties["unit"] |= {"enum": ["money", *UNITS]}
    properties["help"] |= _SCALAR
    return _object(properties, ["type"])


def _named(definition: str, pattern: str) -> dict[str, Any]:
    return {
        "type": "object",
        "patternProperties": {pattern: {"$ref": f"#/$defs/{definition}"}},
        "additionalProperties": False,
    }


def _listed(definition: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{definition}"}}


def _expressions() -> list[str]:
    """Return one complete expression for each predicate, for editors to offer."""
    found = []
    for predicate in shipped_vocabulary().values():
        names = [argument.name for argument in predicate.arguments if argument.type == "party"]
        found.append(f"{predicate.name}(by: bearer)" if "by" in names else predicate.name)
    return found


def _shapes() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each shape named in ``agreement.keys``."""
    acts = _expressions()
    currencies = [unit for unit, (dimension, _) in UNITS.items() if dimension == f"money {unit}"]
    return {
        "text": _SCALAR,
        "texts": _TEXTS,
        "id": _ID,
        "party ids": _TEXTS,
        "zone name": {"type": "string"},
        "path": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[^\\:]+$"},
        "moment": {"type": ["string", "integer"], "pattern": _MOMENT},
        "span": {"type": "string", "pattern": _SPAN},
        "number": {"type": "number", "exclusiveMinimum": 0},
        "positive": {"type": "integer", "minimum": 1},
        "credibility": {"type": "integer", "minimum": 1, "maximum": 5},
        "distance": {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*(km|m)\s*$"},
        "editions": {"type": ["string", "integer"], "pattern": r"^\d+( (further )?editions?)?$"},
        "currency": {"enum": currencies},
        "modality": {"enum": [modality.value for modality in Modality]},
        "requirement": {"anyOf": [{"enum": acts}, {"type": "string", "minLength": 1}]},
        "after": {
            "anyOf": [
                {"enum": ["entry into force", *acts]},
                {"type": "string", "pattern": r"^breach of \S+$"},
                {"type": "string", "minLength": 1},
            ]
        },
        "window": {"$ref": "#/$defs/window"},
        "verified": {"$ref": "#/$defs/verified"},
        "publish": {"$ref": "#/$defs/publish"},
        "redact": {"$ref": "#/$defs/redact"},
        "parties": _named("party", "^[A-Za-z][A-Za-z0-9_-]*$"),
        "zones": _named("zone", "^[A-Za-z0-9][A-Za-z0-9-]*$"),
        "predicates": _named("predicate", "^[a-z][a-z0-9_]*$"),
        "rates": _listed("rate"),
        "clauses": {**_listed("clause"), "minItems": 1},
        "geojson": {"type": "object", "required": ["type"]},
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_text().encode("utf-8"))
