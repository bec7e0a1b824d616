"""Words of saying in an English sentence: subject, addressee, frame, what is said.

The subject stands before its verb, or, after what is said, behind it ("said X"). What is
said begins at "that", a question word, an infinitive, a gerund, or a bare clause. Which
quotation comes of it is decided in ``english``.

Main path: ``find_cues`` -> ``Cue``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.language.english_clauses import before_charge, complement, past_aside
from servanda.language.english_line import Line
from servanda.language.english_passive import (
    Cue,
    by_agent,
    is_negated,
    is_passive,
    is_source,
    quoted_by,
)  # fmt: skip
from servanda.language.english_subjects import (
    follows_who,
    inherited,
    subject_before,
    subject_behind,
    who_before,
    with_subject,
)  # fmt: skip
from servanda.language.lexicon import Verb

__all__ = ["WEAK", "Cue", "find_cues"]

_MOST = 40  # in one sentence; what has more is no sentence
_MARKS = "“”\"'’‘«»"
_INQUITS = frozenset(("say", "tell", "add", "write", "insist"))
_LEADS = frozenset("used continue continues continued appears appeared seems seemed began".split())
_CLAUSE_ENDS = frozenset((";", ":", "and", "but"))
WEAK = frozenset(
    "find think hope fear rule read recall put cry post repeat continue mention "
    "order indicate signal estimate note observe counter maintain sigh label brand term".split()
)


def find_cues(line: Line) -> list[Cue]:
    """Return the cues of a sentence in order.

    >>> from servanda.language.lexicon import load
    >>> from servanda.language.tokens import words
    >>> text = "Kestria's minister, Claudia Threne, told reporters that it was over."
    >>> line = Line(words(text, 0, len(text)), load("en"))
    >>> [(cue.lemma, cue.subject, cue.addressee, cue.kind) for cue in find_cues(line)]
    [('tell', (0, 5), (7, 8), 'clause')]
    """
    cues: list[Cue] = []
    for at in range(line.size):
        if line.is_quote(at):
            continue
        if len(cues) >= _MOST:
            break
        cue = _phrase(line, at) or _noun(line, at) or _verb(line, at, cues)
        cue = cue or _unknown(line, at)
        if cue is not None:
            cues.append(cue)
    return cues


def _unknown(line: Line, at: int) -> Cue | None:
    """Read an unknown verb as one of saying where nothing else can stand.

    That is right after a quotation and before a name ('"...," fumed Kelly Marsh'), and in a
    clause that ends in a colon before a quotation ("a spokesman hit back:").
    """
    verbal = line.low[at].endswith(("ed", "s")) and not line.tokens[at].capital
    verbal = verbal and not line.has("determiners", at) and not line.has("possessives", at)
    if verbal and line.is_quote(at - 1) and line.low[at] not in line.lexicon.verbs:
        end = line.phrase_from(at + 1)
        named = end > at + 1 and not line.has("prepositions", at + 1)
        ends = line.tokens[at - 1].text.rstrip(_MARKS).endswith((",", "?", "!"))
        if named and ends:
            last = line.apposed(end)
            return Cue(at, (at,), "say", "asserts", (at + 1, last), at, last, said=last,
                       inverted=True)  # fmt: skip
    if line.low[at] != ":" or not line.is_quote(at + 1):
        return None
    return _before_colon(line, at)


def _before_colon(line: Line, colon: int) -> Cue | None:
    first = colon
    while first > 0 and not line.is_mark(first - 1) and not line.is_quote(first - 1):
        if line.low[first - 1] in line.lexicon.verbs and line.acts_as_verb(first - 1):
            return None
        first -= 1
    while line.has("conjunctions", first) or line.has("adverbs", first):
        first += 1
    end = line.phrase_from(first, colon)
    if end in (first, colon):
        return None
    return Cue(end, tuple(range(end, colon)), "say", "asserts", (first, end), first, colon + 1,
               kind="quote", said=colon + 1)  # fmt: skip


def _phrase(line: Line, at: int) -> Cue | None:
    """Read "according to X": it names a speaker without a verb."""
    for said in line.lexicon.speaker_after:
        length = len(said)
        if tuple(line.low[at : at + length]) != said:
            continue
        begin = at + length
        end = _with_tail(line, begin)
        if line.has("tails", end) and end > begin:  # "a study published on Wednesday"
            end = _adverbials(line, end)
        if end == begin:
            return None
        first = at - 1 if at > 0 and line.low[at - 1] == "," else at
        last = end + 1 if at == 0 and end < line.size and line.low[end] == "," else end
        return Cue(at, tuple(range(at, begin)), " ".join(said), "", (begin, end), first, last,
                   said=last)  # fmt: skip
    return None


def _noun(line: Line, at: int) -> Cue | None:
    """Read "X's claim that ...": the owner of the noun is the speaker."""
    if line.low[at] not in line.words["nouns"] or line.low[at + 1 : at + 2] != ["that"] or at == 0:
        return None
    owner = line.phrase_to(at)
    end = at
    while end > owner and not line.low[end - 1].endswith(("'s", "’s", "'", "’")):
        end -= 1
    subject = (owner, end) if end > owner else None
    if subject is None and line.low[owner] in line.words["possessives"] and owner < at:
        subject = (owner, owner + 1)
    if subject is None:
        return None
    return Cue(at, (at,), "noun", "", subject, owner, at + 1, kind="clause", said=at + 1)


def _with_tail(line: Line, begin: int) -> int:
    """Return the end of a phrase with what hangs on it and its apposition."""
    end = line.phrase_from(begin)
    if end == begin:
        return begin
    return line.apposed(end)


def _verb(line: Line, at: int, before: list[Cue]) -> Cue | None:
    readings = line.lexicon.verbs.get(line.low[at])
    lead = _lead(line, at) if readings else -1
    if not readings or lead < 0 or (lead == at and not line.acts_as_verb(at)):
        return None
    if line.low[at - 1] == "without":
        return None  # nothing is said "without saying who would pay"
    if line.low[at] in line.words["nouns"] and line.low[at + 1 : at + 2] == ["that"] and (
        line.has("possessives", at - 1)
    ):  # fmt: skip
        return None
    for verb in sorted(readings, key=lambda one: not one.particle):  # "insist on" before "insist"
        extra = _particle(line, at, verb)
        if verb.particle and extra is None:
            continue
        words = (at,) if extra is None else (at, extra)
        if verb.finite and follows_who(line, lead):
            return _of_who(line, at, words, verb)
        return _ruled(line, at, (*range(lead, at), *words), verb, before)
    return None


def _lead(line: Line, at: int) -> int:
    """Return where the verb begins: "used to" joke, "went on to" say; -1 for a mere infinitive."""
    if at == 0 or line.low[at - 1] != "to":
        return at
    if line.low[max(0, at - 3) : at - 1] == ["went", "on"]:
        return at - 3
    return at - 2 if at > 1 and line.low[at - 2] in _LEADS else -1


def _particle(line: Line, at: int, verb: Verb) -> int | None:
    follows = verb.particle and at + 1 < line.size and line.low[at + 1] == verb.particle
    return at + 1 if follows else None


def _ruled(
    line: Line, at: int, words: tuple[int, ...], verb: Verb, before: list[Cue]
) -> Cue | None:
    lemma = verb.lemma.replace(" ", "-")
    subjects = [cue.subject for cue in before]
    progressive = at > 0 and line.low[at - 1] in {"is", "are", "was", "were"}
    if not verb.finite and at == 0:
        return None  # "Writing on X, he thanked the city"
    if not verb.finite and not progressive:
        subject = with_subject(line, at) or inherited(line, at, subjects)
        first = subject[0] if subject is not None and subject[1] == at else at
        inverted = False
    else:
        accused = lemma == "accuse" and line.low[at + 1 : at + 2] == ["of"]
        if is_passive(line, at, lemma) or accused:  # "companies accused of shipping parts"
            return None if accused else by_agent(line, at, words, verb)
        if lemma == "quote" and (quoted := quoted_by(line, at, verb)) is not None:
            return quoted
        found = subject_before(line, words[0], subjects)
        if lemma == "show" and not is_source(line, found):
            return None
        inverted = found is None
        found = found or subject_behind(line, words[-1] + 1)
        if found is None:
            return None
        subject, first = found
    stop = subject[1] if inverted and subject else words[-1] + 1
    first = min(first, at)
    helper = words[0] - 1
    while helper >= first and line.has("adverbs", helper):
        helper -= 1
    if not inverted and helper >= first and line.has("auxiliaries", helper):
        words = (helper, *words)
    if lemma == "quote" and line.low[at + 1 : at + 3] == ["as", "saying"]:
        words, stop = (*words, at + 1, at + 2), at + 3
    cue = Cue(at, words, lemma, verb.act, subject, first, stop, said=stop, inverted=inverted,
              negated=is_negated(line, at))  # fmt: skip
    return _complement(line, cue) if not inverted else _after_inversion(line, cue)


def _of_who(line: Line, at: int, words: tuple[int, ...], verb: Verb) -> Cue | None:
    """Read "Lavrov, who accused the West of ...": speech that is not only told of."""
    found = who_before(line, words[0])
    lemma = verb.lemma.replace(" ", "-")
    if found is None or is_passive(line, at, lemma):
        return None
    subject, first = found
    cue = _complement(line, Cue(at, words, lemma, verb.act, subject, first, words[-1] + 1,
                                said=words[-1] + 1, negated=is_negated(line, at)))  # fmt: skip
    named = cue is not None and (cue.addressee is not None or lemma != "ask")
    if cue is None or (named and cue.kind not in {"", "object"}):
        return cue
    return replace(cue, kind="silent")  # only lends its subject: "who came and asked them to"


def _clause_first(line: Line, first: int, *, leads: bool) -> int:
    """Return where the frame of a subject begins.

    A leading "On Monday," belongs to it if what is said follows (``leads``); so does the
    comma that parts it from what was said before, and "as" in "as X put it".
    """
    at = first - 1 if first > 0 and line.low[first - 1] == "as" else first
    if at == 0 or line.low[at - 1] not in {",", "–", "—"}:
        return _past_lead(line, at) if leads else at
    lead = at - 1
    while lead > 0 and not line.is_quote(lead - 1) and line.low[lead - 1] not in _CLAUSE_ENDS:
        lead -= 1
    if leads and lead < at - 1 and _is_lead(line, lead, at - 1):
        return lead
    return at - 1 if not leads or line.is_quote(at - 2) else at


def _past_lead(line: Line, at: int) -> int:
    """Return where a leading adverbial without a comma begins: "In Kyiv Rutte said"."""
    lead = at
    while lead > 0 and not line.is_mark(lead - 1) and not line.is_quote(lead - 1):
        if line.has("conjunctions", lead - 1) or line.is_verb(lead - 1):
            break
        lead -= 1
    opens = line.has("prepositions", lead) or line.has("adverbs", lead) or line.has("ago", at - 1)
    return lead if opens else at


def _is_lead(line: Line, first: int, end: int) -> bool:
    word = line.low[first]
    if line.has("ago", end - 1):  # "Hours earlier,"
        return not any(line.is_verb(at) for at in range(first, end))
    if word in line.words["subordinators"] or word in {"asked", "speaking"}:
        return True
    known = word in line.words["prepositions"] or word in line.words["adverbs"]
    if first == 0 and (known or word.endswith("ing")):
        helps = ("auxiliaries", "finite", "subordinators")
        return not any(line.has(key, at) for at in range(1, end) for key in helps)
    return known and not any(line.is_verb(at) for at in range(first + 1, end))


def _after_inversion(line: Line, cue: Cue) -> Cue | None:
    """An inverted verb stands after what is said; its frame holds what hangs on the subject."""
    if cue.first == 0 and not (line.is_quote(0) or line.low[0] == ","):
        return None
    last = _adverbials(line, cue.last, whole=line.is_quote(cue.first - 1))
    if last == cue.last or line.low[last : last + 1] == [","]:
        last = _with_aside(line, last)
    return replace(cue, last=last, said=last)


def _with_aside(line: Line, last: int) -> int:
    """Return the end of a frame with "who asked ...", ", as he waited", ", without naming them"."""
    at = last + (line.low[last : last + 1] == [","])
    opens = line.has("relatives", at) or line.has("meanwhile", at)
    return _to_comma(line, at) if opens else last


def _to_comma(line: Line, start: int) -> int:
    at = start
    while at < line.end() and not line.is_mark(at) and not line.is_quote(at):
        at += 1
    return at


def _adverbials(line: Line, start: int, *, whole: bool = False) -> int:
    """Return the index after "on Monday in Kyiv": up to a comma, a quotation or a verb.

    Behind a quotation (``whole``) "as he arrived in Brussels" belongs to it too.
    """
    at = start
    while at < line.end() and not line.is_quote(at) and not line.is_mark(at):
        gerund = line.low[at] in {"after", "before"} and line.low[at + 1 : at + 2] != []
        gerund = gerund and line.low[at + 1].endswith("ing")
        meanwhile = whole and (line.has("meanwhile", at) or line.low[at] == "where")
        if meanwhile:
            return _to_comma(line, at)
        if line.has("conjunctions", at) or (line.has("subordinators", at) and not gerund):
            break
        at += 1
    return at


def _complement(line: Line, cue: Cue) -> Cue | None:
    at = cue.said
    while line.has("adverbs", at) and not line.tokens[at].capital:
        at += 1
    at = past_aside(line, at)
    addressee = None
    if cue.lemma in line.words["person_first"] or line.low[at : at + 1] == ["to"]:
        begin = at + (line.low[at : at + 1] == ["to"] and not line.has("finite", at + 1))
        end = line.phrase_from(begin)
        told = end > begin and not line.has("openers", begin) and cue.lemma != "promise"
        told = told and (line.has("objects", begin) or not line.has("pronouns", begin))
        end = before_charge(line, begin, end) if cue.lemma == "accuse" else end
        if told and (begin == at or cue.lemma in {"say", "explain", "write", "appeal"}):
            addressee, at = (begin, end), end
    kind, said = complement(line, cue.lemma, at)
    as_put = cue.subject is not None and line.low[cue.subject[0] - 1] == "as" and cue.subject[0] > 0
    if as_put or (kind in {"object", "clause"} and _after_said(line, cue, kind, at)):
        kind = ""
    elif kind == "" and addressee is not None and cue.lemma in line.words["told"]:
        kind = "object" if line.end() <= at else kind
    behind = kind == "" and line.is_quote(cue.first - 1)
    last = said if kind not in {"", "object"} else _adverbials(line, at, whole=behind)
    last = _with_aside(line, last) if behind and line.low[last : last + 1] == [","] else last
    said = last if kind == "" else said
    own = cue.subject is not None and cue.subject[0] == cue.first
    first = _clause_first(line, cue.first, leads=kind != "") if own else cue.first
    opener = first + (line.low[first] == ",")
    words = (opener, *cue.words) if own and line.low[opener] == "as" else cue.words
    made = replace(cue, addressee=addressee, kind=kind, said=said, last=last, first=first,
                   words=words)  # fmt: skip
    return replace(made, act="demands") if _asks(line, made) else made


def _asks(line: Line, cue: Cue) -> bool:
    """Return whether a clause has a bare verb and so asks: "insisted that Germany be included"."""
    if cue.kind != "clause" or cue.lemma not in line.words["subjunctive"]:
        return False
    first = cue.said + (line.low[cue.said] == "that")
    end = line.phrase_from(first)
    end += line.low[end : end + 1] == ["not"]
    at = next((k for k in range(first + 1, end + 1) if line.has("bare_verbs", k)), 0)
    if not at or line.has("determiners", at - 1):
        return False
    many = line.low[at - 1].endswith("s") or line.has("many", at - 1)
    return line.low[at] == "be" or not many


def _after_said(line: Line, cue: Cue, kind: str, start: int) -> bool:
    """Return whether the clause stands behind what is said: after a quotation or a comma."""
    at = cue.first
    if at == 0 or cue.subject is None or cue.subject[0] != at:
        return False
    if line.is_quote(at - 1) or line.low[at - 1] in {"–", "—"}:
        if not any(line.is_quote(k) or line.is_verb(k) for k in range(at)):
            return False  # "20:47 – Gulf states condemn attack"
        return kind == "object" or line.low[start] not in {"that", "whether", "if"}
    if line.low[at - 1] != "," or kind != "object":
        return False
    occasion = any(line.has("occasions", k) for k in range(start, min(line.size, start + 3)))
    return occasion or line.has("prepositions", start) or cue.lemma in _INQUITS
