"""Every key an agreement file may have: one table for loader, JSON Schema and reference.

Decides which keys there are and what shape their values have. Does not decide whether
a value is right: ``agreement.load`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AGREEMENT",
    "CLAUSE",
    "PARTY",
    "PUBLISH",
    "RATE",
    "REDACT",
    "REQUIREMENTS",
    "SECTIONS",
    "VERIFIED",
    "WINDOW",
    "ZONE",
    "Key",
    "names",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        name: As written, spaces included.
        shape: What its value looks like; ``agreement.schema`` turns it into JSON Schema.
        help: One line: what it means.
        example: A value, in YAML.
        required: Whether the section is incomplete without it.
    """

    name: str
    shape: str
    help: str
    example: str
    required: bool = False


REQUIREMENTS = {
    "obliges": "obligation",
    "prohibits": "prohibition",
    "permits": "permission",
    "empowers": "power",
}
"""The keys that state a requirement, and the modality that follows from each."""

AGREEMENT = (
    Key("agreement", "text", "its name", "Easter truce 2025", True),
    Key("purpose", "text", "what it is for, in words", "A pause for the holiday"),
    Key("reference", "text", "where its text can be read", "https://example.org/truce"),
    Key("time zone", "zone name", "the zone of times without one, and of calendar periods",
        "Europe/Kyiv", True),
    Key("in force", "window", "from when until when it binds",
        "{from: 2025-04-19T18:00, until: 2025-04-21T00:00}", True),
    Key("parties", "parties", "who agreed, by id", "{RU: Russian Federation, UA: Ukraine}", True),
    Key("guarantors", "parties", "who guarantees it, by id", "{US: United States}"),
    Key("zones", "zones", "places where clauses apply, by id",
        "{line: {name: Line of contact, places: [Pokrovsk]}}"),
    Key("verified when", "verified", "what turns an alleged violation into a verified one; "
        "any one of those given suffices", "{independent sources: 2}"),
    Key("exchange rates", "rates", "what one currency is worth in another, and who says so",
        "[{of: EUR, into: USD, rate: 1.16, on: 2025-08-22, reference: ECB reference rate}]"),
    Key("predicates", "predicates", "further predicates, as in predicates.yaml",
        "{escorted: {help: A convoy was escorted., arguments: {by: {type: party}}}}"),
    Key("publish", "publish", "what `servanda report --publication` holds back",
        "{delay: 72 h, coordinates: 10 km, redact: {arguments: [speaker]}}"),
    Key("clauses", "clauses", "its provisions",
        "[{id: quiet, text: Nobody strikes., bearer: RU, prohibits: 'strike(by: bearer)'}]",
        True),
)  # fmt: skip
PARTY = (
    Key("name", "text", "its full name", "Russian Federation", True),
    Key("also known as", "texts", "what else sources call it", "[Russia, Moscow]"),
)
ZONE = (
    Key("name", "text", "its name, for people", "Line of contact"),
    Key("places", "texts", "names of places as sources write them", "[Pokrovsk, Myrnohrad]"),
    Key("geojson", "geojson", "its geometry: longitude, latitude in WGS 84",
        "{type: Polygon, coordinates: [[[37, 48], [38, 48], [38, 49], [37, 48]]]}"),
    Key("file", "path", "a GeoJSON file inside the case folder", "zones/line.geojson"),
)  # fmt: skip
WINDOW = (
    Key("from", "moment", "begins, inclusive; a day means its first second", "2025-04-19T18:00"),
    Key("until", "moment", "ends, exclusive; a day means to the end of that day",
        "2025-04-21T00:00"),
)  # fmt: skip
VERIFIED = (
    Key("independent sources", "positive", "so many independent origins report it", "2"),
    Key("persists", "editions", "so many further editions of the map still show it", "3 editions"),
    Key("credibility", "credibility", "an item of this Admiralty credibility, or better, reports "
        "it", "2"),
)  # fmt: skip
RATE = (
    Key("of", "currency", "one unit of this currency", "EUR", True),
    Key("into", "currency", "in this currency", "USD", True),
    Key("rate", "number", "is worth this much", "1.16", True),
    Key("on", "moment", "on this date", "2025-08-22", True),
    Key("reference", "text", "says whom: an address or words", "ECB reference rate", True),
)
PUBLISH = (
    Key("delay", "span", "evidence of what may have happened less than this before as-of is "
        "withheld; 72 h if missing", "72 h"),
    Key("coordinates", "distance", "no coordinate is more exact than this; 1 km if missing, and "
        "at least", "10 km"),
    Key("redact", "redact", "what is struck out whatever its age",
        "{arguments: [speaker], sources: [witness-line], names: [Jane Doe]}"),
)  # fmt: skip
REDACT = (
    Key("arguments", "texts", "arguments of facts: `speaker`, or `strike.place` of one predicate "
        "alone", "[speaker, strike.place]"),
    Key("predicates", "texts", "facts of these predicates", "[released]"),
    Key("sources", "texts", "ids of sources: what they say, and who they are", "[witness-line]"),
    Key("names", "texts", "words struck out wherever evidence, source or file name has them",
        "[Jane Doe]"),
)  # fmt: skip
CLAUSE = (
    Key("id", "id", "stable name; other clauses and reports use it", "no-strikes", True),
    Key("text", "text", "the provision in words", "Neither side strikes the other."),
    Key("bearer", "party ids", "who must, may not, or may", "[RU, UA]", True),
    Key("counterparty", "party ids", "to whom it is owed", "UA"),
    Key("obliges", "requirement", "what must be done: an obligation", "consulted(by: bearer)"),
    Key("prohibits", "requirement", "what must not be done: a prohibition",
        "strike(by: bearer, target: energy | port)"),
    Key("permits", "requirement", "what may be done: a permission", "inspected(by: bearer)"),
    Key("empowers", "requirement", "what the bearer has the power to do",
        "sanctioned(by: bearer)"),
    Key("formula", "text", "a formula whose satisfactions are violations, in MonPoly's syntax",
        "strike(incident, bearer, _, _, _, _, _, _, _)"),
    Key("modality", "modality", "the modality of a formula; else it follows from the key",
        "prohibition"),
    Key("after", "after", "what creates an instance: breach of <clause>, entry into force, an act",
        "breach of no-strikes"),
    Key("within", "span", "the clock of an instance; a day counts 24 h", "24 h"),
    Key("by", "moment", "a fixed deadline; a day means to the end of that day", "2025-09-01"),
    Key("every", "span", "the calendar period over which it recurs", "month"),
    Key("zone", "id", "the zone where it applies", "line"),
    Key("layer", "text", "the layer of the agreement", "guarantee"),
    Key("domain", "text", "land, air, sea, intelligence, finance, diplomacy ...", "air"),
    Key("verified by", "texts", "ids or kinds of the sources accepted for it; all if missing",
        "[incidents, alerts]"),
    Key("verified when", "verified", "what verifies a violation of this clause",
        "{persists: 3 editions}"),
    Key("remedy", "id", "the clause that repairs a breach of this one", "consult"),
    Key("in force", "window", "its own window, inside the agreement's",
        "{from: 2025-04-20, until: 2025-04-20}"),
    Key("source text", "texts", "where the provision was read: file#char=begin,end (quoted in a "
        "list)",
        "truce.txt#char=120,188"),
    Key("verb", "text", "the verb of the text, as quoted", "shall"),
)  # fmt: skip
SECTIONS = {
    "agreement": AGREEMENT,
    "party": PARTY,
    "zone": ZONE,
    "in force": WINDOW,
    "verified when": VERIFIED,
    "exchange rate": RATE,
    "publish": PUBLISH,
    "redact": REDACT,
    "clause": CLAUSE,
}


def names(section: tuple[Key, ...]) -> tuple[str, ...]:
    """Return the names of a section's keys.

    >>> names(WINDOW)
    ('from', 'until')
    """
    return tuple(key.name for key in section)
