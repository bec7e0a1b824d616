"""The JSON Schema: generated from the loader's own keys, and current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from servanda.agreement import keys
from servanda.agreement.schema import json_schema, schema_text
from servanda.facts.shipped import ARGUMENT_KEYS, PREDICATE_KEYS

from .sample import SAMPLE

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "agreement.schema.json"


class _Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date stays a text, and so do ``on`` and ``no``."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first in "yYnNoO")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _sample() -> Any:
    return yaml.load(SAMPLE, Loader=_Loader)


def _properties(section: str) -> set[str]:
    schema = json_schema()
    found = schema if section == "agreement" else schema["$defs"][section]
    if section == "party":
        found = found["anyOf"][1]
    return set(found["properties"])


def test_the_schema_is_a_schema_and_the_sample_validates() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(_sample(), json_schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("agreement", keys.names(keys.AGREEMENT)),
        ("party", keys.names(keys.PARTY)),
        ("zone", keys.names(keys.ZONE)),
        ("window", keys.names(keys.WINDOW)),
        ("verified", keys.names(keys.VERIFIED)),
        ("rate", keys.names(keys.RATE)),
        ("clause", keys.names(keys.CLAUSE)),
        ("predicate", tuple(PREDICATE_KEYS)),
        ("argument", tuple(ARGUMENT_KEYS)),
    ],
)
def test_schema_and_loader_know_the_same_keys(section: str, known: tuple[str, ...]) -> None:
    assert _properties(section) == set(known)


def test_every_key_has_a_description() -> None:
    assert all(key.help for section in keys.SECTIONS.values() for key in section)
    for section in ("agreement", "clause", "zone", "window", "verified", "rate"):
        schema = json_schema()
        found = schema if section == "agreement" else schema["$defs"][section]
        assert all(value["description"] for value in found["properties"].values())


def test_every_shipped_predicate_is_offered() -> None:
    offered = json_schema()["$defs"]["clause"]["properties"]["obliges"]["anyOf"][0]["enum"]
    assert "strike(by: bearer)" in offered
    assert "persisted" in offered


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("verified when", {"credibility": 6}),
        ("clauses", []),
        ("partys", {}),
        ("parties", {"1": "x"}),
        ("in force", {"from": "yesterday"}),
    ],
)
def test_what_the_loader_refuses_by_shape_the_schema_refuses_too(
    change: str, value: object
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**_sample(), change: value}, json_schema())


def test_a_clause_states_exactly_one_thing() -> None:
    clause = {"id": "x", "bearer": "A", "obliges": "met", "prohibits": "strike"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**_sample(), "clauses": [clause]}, json_schema())


def test_the_committed_schema_is_current() -> None:
    assert COMMITTED.read_text("utf-8") == schema_text(), (
        "run: python -m servanda.agreement.schema > docs/reference/agreement.schema.json"
    )


def test_the_module_prints_the_schema() -> None:
    command = [sys.executable, "-m", "servanda.agreement.schema"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    assert printed.decode("utf-8") == schema_text()
