"""Read one news text: who said what, when, how much.

Puts the parts together: each text is cut into paragraphs, marks and sentences once, and
every rule looks at those. It does not decide what is true, nor which documents speak of
the same event.

Main path: ``read`` -> paragraphs -> marks -> sentences -> people -> attribution
-> statements; ``read_document`` for what ``open_documents`` found.
Linear in the length of the text; never raises for any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from servanda.base.errors import MisuseError
from servanda.language.attribution import attribute
from servanda.language.documents_dates import believed
from servanda.language.documents_model import Document
from servanda.language.english import attribute_english
from servanda.language.english_line import grammar
from servanda.language.header import agencies, detect, told_from
from servanda.language.header import published as written_day
from servanda.language.lexicon import Lexicon, load
from servanda.language.marks import Marked, find_marked
from servanda.language.model import Quotation, Reading
from servanda.language.people import Register
from servanda.language.people_particles import particled, with_particles
from servanda.language.plugins import Annotator, merged
from servanda.language.quantities import quantities
from servanda.language.statements import stated
from servanda.language.times import times
from servanda.language.tokens import Token, paragraphs, sentences
from servanda.language.transcripts import Turn, said_in_turns, turns

__all__ = ["read", "read_document", "read_many"]

_LONGEST_SENTENCE = 200
_HEAD_PARAGRAPHS = 3  # a heading and a line of authors may stand before the place and day


def read(
    text: str, published: date | None = None, lang: str = "auto", *, document: str = ""
) -> Reading:
    """Return what one document says.

    Args:
        text: Plain text; offsets in the answer count its characters.
        published: Day of publication. If None, the head of the text is asked; if that
            says nothing, it stays unknown and relative days stay unresolved.
        lang: ``de``, ``en`` or ``auto``. A text of no known language has no quotations read.
        document: The caller's name for it.

    Raises:
        MisuseError: If there is no lexicon for ``lang``.

    >>> reading = read('"Wir helfen", sagte Mark Rutte. Das ist nicht neu.')
    >>> reading.quotations[0].speaker_name, reading.quotations[0].act, reading.published
    ('Mark Rutte', 'asserts', None)
    """
    return _read(text, published or written_day(text), lang, document)


def _read(text: str, day: date | None, lang: str, document: str) -> Reading:
    language = detect(text) if lang == "auto" else lang
    spans = paragraphs(text)
    if not language:
        return Reading(document, "", day, agencies=agencies(text), paragraphs=tuple(spans))
    lexicon = load(language)
    marked = [_outer(find_marked(text, begin, end)) for begin, end in spans]
    told = [(told_from(text, begin, end) if number < _HEAD_PARAGRAPHS else begin, end)
            for number, (begin, end) in enumerate(spans)]  # fmt: skip
    parts = [_bounded(sentences(text, span, marks, lexicon))
             for span, marks in zip(told, marked, strict=True)]  # fmt: skip
    register = _register(parts, lexicon)
    parts = _with_particles(parts, register, lexicon)
    rules = attribute_english if grammar(language) else attribute
    when, amounts = times(text, day, lexicon), quantities(text, lexicon)
    talk = turns(parts, lexicon, register)
    told_so = {number for turn in talk for number in turn.paragraphs}
    rest = [[] if n in told_so else part for n, part in enumerate(parts)] if talk else parts
    found = rules(rest, marked, register, lexicon)
    quoted = _sound(_in_order([*found, *said_in_turns(talk, parts, lexicon, register)], talk))
    said, pledges = stated(
        text, parts, quoted, times=when, quantities=amounts, resolve=register.resolve,
        lexicon=lexicon,
    )  # fmt: skip
    return Reading(
        document=document,
        language=language,
        published=day,
        quotations=said,
        times=when,
        quantities=amounts,
        pledges=pledges,
        people=register.people(),
        agencies=agencies(text),
        paragraphs=tuple(spans),
    )


def read_document(
    document: Document,
    published: date | None = None,
    lang: str = "auto",
    *,
    latest: date | None = None,
    annotators: Sequence[Annotator] = (),
) -> tuple[Reading, tuple[str, ...]]:
    """Return what a document says, and what was not believed or left out.

    Args:
        document: From ``open_documents``.
        published: Day of publication; it wins over what the page and the text say.
        lang: ``de``, ``en`` or ``auto``.
        latest: No document can be younger; None if nothing says.
        annotators: Plug-ins to ask beside the rules, in this order.

    Raises:
        MisuseError: If there is no lexicon for ``lang``.
    """
    day, notes = published or document.published, list(document.notes)
    head = written_day(document.text)
    if published and document.published and published != document.published:
        notes.append(f"its page is dated {document.published}; the {published} given is used")
    if day is None and head is not None:
        day, doubts = believed([("its head", head.isoformat())], latest)
        notes += doubts
    reading = _read(document.text, day, lang, document.name)
    for annotator in annotators:
        reading, left_out = merged(reading, document.text, annotator)
        notes += left_out
    return reading, tuple(notes)


def read_many(documents: Iterable[Mapping[str, Any] | Document]) -> Iterator[Reading]:
    """Yield one reading a document, in order, holding one document at a time.

    Args:
        documents: From ``open_documents``, or mappings with ``text`` and, if known,
            ``document``, ``published`` (a day or an ISO day) and ``language``.

    Raises:
        MisuseError: If a document has no text or its day cannot be read.
    """
    for number, given in enumerate(documents, start=1):
        if isinstance(given, Document):
            yield read_document(given)[0]
            continue
        text = given.get("text")
        name = str(given.get("document") or number)
        if not isinstance(text, str):
            raise MisuseError(f"document {name}: no text. Give it as the string 'text'.")
        day = _given_day(given.get("published"), name)
        yield read(text, day, str(given.get("language") or "auto"), document=name)


def _given_day(given: object, name: str) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise MisuseError(
            f"document {name}: {given!r} is not a day of publication. Write it as 2025-08-22, "
            "or leave it out: then relative days stay unresolved."
        ) from None


def _in_order(quotations: list[Quotation], talk: Sequence[Turn]) -> list[Quotation]:
    return sorted(quotations, key=lambda each: each.quote[:1]) if talk else quotations


def _outer(marked: Iterable[Marked]) -> list[Marked]:
    """Return the stretches that stand in no other."""
    outer: list[Marked] = []
    for mark in marked:
        if not outer or mark.begin >= outer[-1].end:
            outer.append(mark)
    return outer


def _sound(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Leave out places without a character, whatever rule they came from."""
    return [each for each in quotations if each.quote and all(a < b for a, b in each.quote)]


def _bounded(parts: list[list[Token]]) -> list[list[Token]]:
    """Cut what is too long for a sentence, so that looking around in one stays cheap.

    A list of names may have a hundred words; what has twice as many is no sentence of anybody.
    """
    if all(len(tokens) <= _LONGEST_SENTENCE for tokens in parts):
        return parts
    return [tokens[at : at + _LONGEST_SENTENCE]
            for tokens in parts for at in range(0, len(tokens), _LONGEST_SENTENCE)]  # fmt: skip


def _register(parts: Iterable[Iterable[list[Any]]], lexicon: Lexicon) -> Register:
    register = Register(lexicon)
    for part in parts:
        for tokens in part:
            register.read(tokens)
    return register


def _with_particles(
    parts: list[list[list[Token]]], register: Register, lexicon: Lexicon
) -> list[list[list[Token]]]:
    """Return the sentences with each surname that has a particle as one word."""
    surnames = particled(register.names) if "capital_nouns" in lexicon.traits else {}
    if not surnames:
        return parts
    joined: list[list[list[Token]]] = []
    for part in parts:
        joined.append([])
        for tokens in part:
            kept, made = with_particles(tokens, surnames, lexicon)
            joined[-1].append(kept)
            register.called(made)
    return joined
