"""The reference: every key and predicate stands in it, and every example loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.agreement import keys, load_agreement
from servanda.agreement.keys import Key
from servanda.facts.shipped import ARGUMENT_KEYS, PREDICATE_KEYS, shipped_vocabulary
from servanda.facts.vocabulary import Predicate

from .sample import load_clause, read_file

DOCS = Path(__file__).parents[2] / "docs" / "reference"
AGREEMENT = (DOCS / "agreement.md").read_text("utf-8")
PREDICATES = (DOCS / "predicates.md").read_text("utf-8")
SECTIONS = [(name, key) for name, section in keys.SECTIONS.items() for key in section]
IDS = [f"{name}: {key.name}" for name, key in SECTIONS]

BASE = """\
agreement: Truce
time zone: Europe/Kyiv
in force: {from: 2025-04-01, until: 2025-12-31}
parties: {RU: Russian Federation, UA: Ukraine}
guarantors: {US: United States}
zones: {line: {places: [Pokrovsk]}}
clauses:
  - {id: no-strikes, bearer: RU, prohibits: strike}
  - {id: consult, bearer: US, obliges: consulted}
  - id: x
    bearer: RU
"""
COMPANIONS = {
    "formula": "modality: prohibition",
    "modality": "formula: strike(incident, _, _, _, _, _, _, _, _)",
    "within": "obliges: met\n    after: breach of no-strikes",
    **dict.fromkeys(keys.REQUIREMENTS, "layer: ceasefire"),
}


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```yaml {kind}\n(.*?)^```$", AGREEMENT, re.M | re.S)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


@pytest.mark.parametrize(("section", "key"), SECTIONS, ids=IDS)
def test_every_key_stands_in_the_reference_with_its_meaning(section: str, key: Key) -> None:
    required = " (required)" if key.required else ""
    row = f"| `{key.name}`{required} | {_escaped(key.help)} | `{_escaped(key.example)}` |"
    assert row in AGREEMENT, section


@pytest.mark.parametrize("key", keys.CLAUSE, ids=keys.names(keys.CLAUSE))
def test_the_example_of_every_clause_key_loads(key: Key) -> None:
    lines = [
        line for line in BASE.split("\n") if key.name != "bearer" or line.strip() != "bearer: RU"
    ]
    text = "\n".join(lines)
    if key.name == "id":
        text = text.replace("no-strikes", "other").replace("- id: x", f"- id: {key.example}")
        text += "    obliges: met\n"
    else:
        text += f"    {key.name}: {key.example}\n"
        text += f"    {COMPANIONS.get(key.name, 'obliges: inspected')}\n"
    assert len(load_agreement(text, file="example.yaml").clauses) == 3


@pytest.mark.parametrize(
    ("section", "key"),
    [pair for pair in SECTIONS if pair[0] in ("party", "zone", "in force", "verified when",
                                              "exchange rate", "agreement")],
)  # fmt: skip
def test_the_example_of_every_other_key_loads(section: str, key: Key) -> None:
    one = "{" + f"{key.name}: {key.example}" + "}"
    if section == "agreement":
        kept = [line for line in BASE.split("\n") if not line.startswith(f"{key.name}:")]
        text = "\n".join(kept) + f"    obliges: met\n{key.name}: {key.example}\n"
        if key.name == "clauses":
            text = BASE.split("clauses:", maxsplit=1)[0] + f"clauses: {key.example}\n"
    elif section == "party":
        one = one if key.name == "name" else "{name: Russian Federation, " + one[1:]
        text = BASE.replace("RU: Russian Federation", f"RU: {one}") + "    obliges: met\n"
    elif section == "zone":
        one = one if key.name != "name" else one[:-1] + ", places: [Pokrovsk]}"
        one = one.replace("zones/line", "zones/woods")
        text = BASE.replace("{places: [Pokrovsk]}", one) + "    obliges: met\n"
    elif section == "in force":
        text = BASE + f"    obliges: met\n    in force: {one}\n"
    elif section == "verified when":
        text = BASE + f"    obliges: met\n    verified when: {one}\n"
    else:
        rate = "{" + ", ".join(f"{part.name}: {part.example}" for part in keys.RATE) + "}"
        text = BASE + f"    obliges: met\nexchange rates: [{rate}]\n"
    assert load_agreement(text, file="example.yaml", read_file=read_file).clauses


def test_the_complete_file_of_the_reference_loads() -> None:
    (block,) = _blocks("agreement")
    found = load_agreement(block, file="agreement.md")
    assert [clause.id for clause in found.clauses] == [
        "no-strikes", "no-advance", "consult", "monthly-package",
    ]  # fmt: skip


def test_the_predicate_of_the_reference_loads() -> None:
    (block,) = _blocks("predicates")
    indented = "".join(f"  {line}\n" for line in block.splitlines())
    text = BASE + "    obliges: escorted(by: bearer)\npredicates:\n" + indented
    assert load_agreement(text, file="example.yaml").vocabulary["escorted"].extension
    for name, help_text in (*PREDICATE_KEYS.items(), *ARGUMENT_KEYS.items()):
        assert f"| `{name}` | {_escaped(help_text)} |" in AGREEMENT


_WRITTEN = re.findall(r"^\| `([^`]+)` \| [^|`]+ \|$", AGREEMENT, re.M)
_EXPRESSIONS = [text.replace("\\|", "|") for text in _WRITTEN if re.match(r"\w+( of|\(|$)", text)]


@pytest.mark.parametrize(
    "expression", [text for text in _EXPRESSIONS if text not in {*PREDICATE_KEYS, *ARGUMENT_KEYS}]
)
def test_every_expression_of_the_reference_is_read(expression: str) -> None:
    written = expression.replace("to: UA", "to: B")
    clause = load_clause(f"id: x\nbearer: A\npermits: {written}").clause("x")
    assert clause.requirement is not None


def test_the_reference_has_expressions_to_read() -> None:
    assert len(_EXPRESSIONS) >= 10


@pytest.mark.parametrize("predicate", shipped_vocabulary().values(), ids=shipped_vocabulary())
def test_every_predicate_stands_in_the_reference(predicate: Predicate) -> None:
    section = PREDICATES.split(f"## {predicate.name}\n")[1].split("\n## ")[0]
    assert predicate.help in section
    assert f"Kind: {predicate.kind}." in section
    for one in predicate.arguments:
        assert f"| `{one.name}` | {one.type} | {one.unit} | {_escaped(one.help)} |" in section
    assert section.count("\n| `") == len(predicate.arguments)


def test_the_reference_names_no_predicate_that_does_not_ship() -> None:
    assert re.findall(r"^## (\w+)$", PREDICATES, re.M) == list(shipped_vocabulary())
