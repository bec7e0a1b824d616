"""Who is named in a document: full names, and which office belongs to whom.

"Rutte" becomes "Mark Rutte" where the document says so somewhere, and "der ukrainische
Präsident" becomes the person the document gave that office to. Spellings of one name are
one person. A surname that two people share, or an office that two people hold, stays as
it was written. Where people are mentioned is decided in ``people_mentions``; which office
stands beside a name in ``people_offices``.

Main path: ``Register.read`` over all sentences, then ``Register.resolve``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from servanda.language.lexicon import Lexicon
from servanda.language.model import Person
from servanda.language.names import (
    gender_of,
    is_national,
    same_person,
    spelling_key,
    state_of,
    titles,
    words_of,
)
from servanda.language.people_forms import (
    SURNAMES,
    add_name,
    is_noun,
    outermost,
    parties,
    preceded,
)
from servanda.language.people_mentions import Walk
from servanda.language.people_offices import gender_of_office, may_mean, role_key, role_near
from servanda.language.people_roles import nominative
from servanda.language.phrases import is_given, names_in
from servanda.language.speakers import is_speaker
from servanda.language.tokens import Token

__all__ = ["Register"]

_MANY = 32  # offices of one holder
_TWO = 2
_SHORTEST_SPELLING = 6
_SHORTEST_HEAD = 5
_REMEMBERED = 4
_MANY_OFFICES = 256  # no article has more; keeps a lookup short


class Register:
    """The people of one document."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._male, self._female, self._neuter = (
            words_of(lexicon.language, f"{kind}_pronouns") for kind in ("male", "female", "neuter")
        )
        self._mentions: dict[str, list[tuple[int, int]]] = {}
        self._by_surname: dict[str, set[str]] = {}
        self._by_first: dict[str, set[str]] = {}
        self._roles: dict[str, dict[str, None]] = {}
        self._by_role: dict[tuple[str, ...], set[str]] = {}
        self._by_role_word: dict[str, set[str]] = {}
        self._by_party: dict[str, set[str]] = {}
        self._single: list[Token] = []
        self._owned: dict[str, bool] = {}  # whether a name stands only where a genitive does
        self._nations: dict[str, str] = {}  # of what state somebody is, where a word says it
        self._by_state: dict[str, set[str]] = {}
        self._short: dict[str, None] = {}
        self._by_key: dict[str, set[str]] = {}
        self._resolved: dict[str, str] = {}  # what was asked since the last name was noted
        self._titles: dict[str, str] = {}
        self._sentences: list[Sequence[Token]] = []
        self._meant: dict[str, list[tuple[int, int]]] = {}
        self.remembered: tuple[str, ...] = ()  # who spoke or was spoken of, the last first

    def read(self, tokens: Sequence[Token]) -> None:
        """Note the names of one sentence, with the offices beside them."""
        self._sentences.append(tokens)
        capitals = [at for at, token in enumerate(tokens) if token.capital]
        found = names_in(tokens, self._lexicon, capitals)
        found.sort(key=lambda run: run[0].begin)
        at = {tokens[index].begin: index for index in capitals} if found else {}
        for run in found:
            first = at[run[0].begin]
            role = role_near(tokens, first, len(run), self._lexicon)
            title = tokens[first - 1].low if first else ""
            titled = title in titles(self._lexicon.language)
            if titled:
                self._titles.setdefault(run[-1].text, title)
            if len(run) > 1 and (role or titled or is_given(run[0], self._lexicon)):
                plain = not role and not titled
                owner = plain and self._behind_noun(tokens, first)
                name = self.note(run, role, owner=owner)
                self.give_state(name, tokens[first - 1].text if first else "")
        for party, name in parties(tokens, capitals):  # a "CDU-Politiker" is then Merz
            add_name(self._by_party, party, name)
        inside = {token.begin for run in found for token in run}
        alone = [tokens[index] for index in capitals]
        self._single += [t for t in alone if t.begin not in inside] if found else alone
        self._single += [run[0] for run in found if len(run) == 1]

    def settle(self) -> None:
        """Cut a name short where two people stood side by side ("Karl Huber Berger")."""
        self._resolved.clear()
        alone = {token.low for token in self._single}
        self._cut_genitives(alone)
        for name in [name for name in self._mentions if name.count(" ") >= _TWO]:
            parts = name.split()
            short = " ".join(parts[:_TWO])
            if short not in self._mentions or parts[-1].lower() not in alone:
                continue
            spans = self._mentions.pop(name)
            self._mentions[short] += [(begin, begin + len(short)) for begin, _ in spans]
            self._by_surname.get(parts[-1].lower(), set()).discard(name)

    def _cut_genitives(self, alone: set[str]) -> None:
        """Give "Karl Hubers" the name "Karl Huber" wherever it is noted, if he is called so."""
        cut = {name: name[:-1] for name in self._mentions if self._is_genitive(name, alone)}
        for name, short in cut.items():
            surname = short.rpartition(" ")[2]
            self._mentions.setdefault(short, []).extend(self._mentions.pop(name))
            self._by_surname.setdefault(surname.lower(), set()).add(short)
            self._by_key.setdefault(spelling_key(surname), set()).add(short)
            if name in self._roles:
                self._roles.setdefault(short, {}).update(self._roles.pop(name))
        held = (self._by_surname, self._by_role, self._by_role_word, self._by_key, self._by_first,
                self._by_state)  # fmt: skip
        for names in chain.from_iterable(each.values() for each in held) if cut else ():
            for name in [name for name in names if name in cut]:
                names.discard(name)
                names.add(cut[name])

    def _is_genitive(self, name: str, alone: set[str]) -> bool:
        """Return whether the document shows a name without its "s", which is not his own."""
        surname = name.rpartition(" ")[2].lower()
        if not surname.endswith("s") or not (surname[:-1] in alone or name[:-1] in self._mentions):
            return False
        return surname not in alone or self._owned.get(name, False)

    def _behind_noun(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether a name stands where a genitive does: "der Besuch Karl Hubers"."""
        if at < _TWO or "capital_nouns" not in self._lexicon.traits:
            return False
        noun = tokens[at - 1]  # "der Torwart Karl Jacobs" is he himself
        if noun.low in self._lexicon.maps["months"] or noun.low in self._lexicon.maps["weekdays"]:
            return False
        return noun.capital and not noun.text.isupper() and not is_speaker(noun.text, self._lexicon)

    def note(self, run: Sequence[Token], role: str = "", *, owner: bool = False) -> str:
        """Note one full name, with the office beside it; an owner's may be a genitive."""
        self._resolved.clear()
        name = " ".join(token.text for token in run)
        name = self._spelled(self._without_genitive(name))
        self._owned[name] = owner and self._owned.get(name, True)
        self._mentions.setdefault(name, []).append((run[0].begin, run[-1].end))
        self._by_first.setdefault(run[0].low, set()).add(name)
        self._by_surname.setdefault(run[-1].low, set()).add(name)
        self._by_surname.setdefault(name.rpartition(" ")[2].lower(), set()).add(name)
        add_name(self._by_key, spelling_key(name.rpartition(" ")[2]), name)
        if role:
            self.give_role(name, role)
        return name

    def _spelled(self, name: str) -> str:
        """Return the spelling the document used first for the same name."""
        if name in self._mentions:
            return name
        keyed = self._by_key.get(spelling_key(name.rpartition(" ")[2]), ())
        same = sorted(other for other in keyed if same_person(name, other))
        return same[0] if same else name

    def _without_genitive(self, name: str) -> str:
        for ending in ("'s", "’s", "s"):
            short = name.removesuffix(ending)
            if short != name and short in self._mentions:
                return short
        return name.removesuffix("'s").removesuffix("’s")

    @property
    def names(self) -> tuple[str, ...]:
        """All full names noted so far."""
        return tuple(self._mentions)

    def called(self, tokens: Iterable[Token]) -> None:
        """Note words that are names by which the document calls somebody."""
        self._single.extend(tokens)

    def note_single(self, token: Token) -> None:
        """Note somebody the document may know by one name only."""
        if "capital_nouns" not in self._lexicon.traits or not is_noun(token.low):
            self._short[token.text] = None

    def give_role(self, name: str, role: str) -> None:
        """Note that the document gives a person an office."""
        written = nominative(role, self._lexicon, self.gender(name))
        held = self._roles.setdefault(name, {})
        if len(held) < _MANY:
            held[written] = None
        add_name(self._by_state, state_of(written, self._lexicon.language), name)
        key = role_key(role, self._lexicon)
        self._by_role.setdefault(key, set()).add(name)
        for word in key:
            add_name(self._by_role_word, word, name)

    def give_state(self, name: str, word: str) -> None:
        """Note that somebody is of the people a word names: "die Ghanaerin Abena Owusu"."""
        state = is_national(word, self._lexicon.language) if name and word else ""
        if state:
            self._nations.setdefault(name, state)
            add_name(self._by_state, state, name)

    def resolve(self, name: str) -> str:
        """Return the fullest name the document has for a name, the name itself if none.

        A genitive ("Ruttes") is undone only where the document has the name without it.
        """
        known = self._resolved.get(name)
        if known is None:
            known = self._resolved[name] = self._resolve(name)
        return known

    def _resolve(self, name: str) -> str:
        if name in self._mentions or not name:
            return name
        forms = SURNAMES[name]
        for word in forms:
            holders = self._by_surname.get(word)
            if holders:
                return next(iter(holders)) if len(holders) == 1 else name
        surname = forms[0]
        first = self._by_first.get(surname)
        if first and len(first) == 1 and " " not in name:
            return next(iter(first))  # "Liu" for "Liu Meiling", "Mark" for "Mark Rutte"
        return self._by_spelling(name, surname)

    def _by_spelling(self, name: str, surname: str) -> str:
        """Return who is meant by a surname spelled in another way, the name itself if nobody."""
        if len(surname) < _SHORTEST_SPELLING or not self._by_key:
            return name
        holders = self._by_key.get(spelling_key(surname))
        if not holders:
            return name
        alike = [other for other in holders if " " not in name or same_person(name, other)]
        return alike[0] if len(alike) == 1 else name

    def knows(self, name: str) -> bool:
        """Return whether the document gives this name, or this surname, in full."""
        return bool(name) and self.resolve(name) in self._mentions

    def holder(self, role: str, last: str = "") -> str:
        """Return who holds an office in this document, "" if nobody or several do.

        Args:
            role: The office as written.
            last: The last speaker. A bare "der Präsident" is the last speaker's title
                sooner than that of a "US-Präsident" named elsewhere, unless the last speaker
                is known for another office.
        """
        wanted = role_key(role, self._lexicon)
        holders = self._by_role.get(wanted, set())
        if not holders and wanted:
            members = {self.resolve(name) for word in wanted
                       for name in self._by_party.get(word, ())}  # fmt: skip
            if len(members) == 1:
                return next(iter(members))
            holders = set.intersection(*(self._holders_of(word) for word in wanted))
            holders = holders or self._by_meaning(role, wanted)
            bare = len(wanted) == 1
            if last and bare and (last in holders or last not in self._roles):
                return ""
        return next(iter(holders)) if len(holders) == 1 else ""

    def _by_meaning(self, role: str, wanted: Sequence[str]) -> set[str]:
        """Return who holds an office that another word may mean: "die Politikerin".

        A state beside it must be that of the holder: "der ukrainische Präsident".
        """
        state = state_of(role, self._lexicon.language)
        heads = [word for word in wanted if self._lexicon.role_of(word)]
        if (
            len(heads) != 1
            or len(wanted) > 1 + bool(state)
            or len(self._by_role_word) > _MANY_OFFICES
        ):
            return set()
        held = (names for other, names in self._by_role_word.items()
                if may_mean(heads[0], other, self._lexicon))  # fmt: skip
        alike = {name for names in held for name in names if self._may_be(name, role)}
        return {name for name in alike if not state or state in self._states(name)}

    def _may_be(self, name: str, role: str) -> bool:
        """Return whether no gender speaks against an office: a "Ministerin" is no man."""
        wanted = gender_of_office(role, self._lexicon)
        return not wanted or self.gender(name) in {"", wanted}

    def _holders_of(self, word: str) -> set[str]:
        """Return who holds an office of this word, or one that ends in it ("Bundeskanzler")."""
        holders = set(self._by_role_word.get(word, ()))
        if len(word) >= _SHORTEST_HEAD and len(self._by_role_word) <= _MANY_OFFICES:
            for other, names in self._by_role_word.items():
                holders |= names if other.endswith(word) else set()
        return holders

    def national(self, word: str) -> str:
        """Return the one person of a state that is named by its people ("der Ukrainer"), or ""."""
        state = is_national(word, self._lexicon.language)
        known = self._by_state.get(state, ()) if state else ()
        found = [name for name in known if name in self._mentions and state in self._states(name)]
        return found[0] if len(found) == 1 else ""

    def _states(self, name: str) -> set[str]:
        roles = self._roles.get(name, {})
        states = {state_of(role, self._lexicon.language) for role in roles}
        return {*states, self._nations.get(name, "")} - {""}

    def may_be_of(self, name: str, word: str) -> bool:
        """Return whether nothing says that somebody is of another state than ``word`` names."""
        states = self._states(name)
        return not states or is_national(word, self._lexicon.language) in states

    def gender(self, name: str) -> str:
        """Return ``f``, ``m``, or "" where the document and the given name leave it open."""
        title = self._titles.get(name.rpartition(" ")[2], "")
        return gender_of(name, self._lexicon.language, title, tuple(self._roles.get(name, ())))

    def fits(self, name: str, pronoun: str) -> bool:
        """Return whether a pronoun can mean somebody: he is no woman, it is nobody."""
        person = name in self._mentions or name in self._short
        if pronoun in self._male:
            return self.gender(name) != "f"
        if pronoun in self._female:
            return self.gender(name) != "m"
        return not person and pronoun in self._neuter

    def remember(self, name: str) -> None:
        """Note that somebody speaks or is spoken of, while the document is read in order."""
        if name and name not in self.remembered[:1]:
            self.remembered = (name, *self.remembered[: _REMEMBERED - 1])

    def mention(self, name: str, span: tuple[int, int]) -> None:
        """Note that somebody known is meant by an office or a pronoun as the speaker."""
        if name:
            self._meant.setdefault(name, []).append(span)

    def is_surely(self, name: str, pronoun: str) -> bool:
        """Return whether the gender of somebody is known and is that of the pronoun."""
        wanted = "m" if pronoun in self._male else "f" if pronoun in self._female else ""
        return bool(wanted) and self.gender(name) == wanted

    def may_hold(self, name: str, role: str) -> bool:
        """Return whether somebody may hold an office: none is known, or one that agrees."""
        known = self._roles.get(name)
        if not self._may_be(name, role):
            return False
        if not known:
            return True
        wanted = role_key(role, self._lexicon)
        held = {word for other in known for word in role_key(other, self._lexicon)}
        return any(word == other or (len(word) >= _SHORTEST_HEAD and other.endswith(word))
                   or may_mean(word, other, self._lexicon)
                   for word in wanted for other in held)  # fmt: skip

    def is_alone(self, name: str) -> bool:
        """Return whether somebody is the only person the document names in full."""
        return len(self._mentions) == 1 and name in self._mentions

    def role(self, name: str) -> str:
        """Return the first office the document gives a person, or ""."""
        return next(iter(self._roles.get(name, {})), "")

    def _with_articles(self) -> set[str]:
        """Return the single names that the document writes with an article: nouns, in German."""
        if not self._short or "capital_nouns" not in self._lexicon.traits:
            return set()
        return set(preceded(self._sentences, self._short, self._lexicon))

    def people(self) -> tuple[Person, ...]:
        """Return everybody named in full or as a speaker, by where they are first named."""
        places: dict[str, set[tuple[int, int]]] = {n: set(m) for n, m in self._mentions.items()}
        nouns = self._with_articles()
        unresolved = [n for n in self._short if self.resolve(n) == n and n not in nouns]
        places |= {name: set() for name in unresolved if name not in places}
        meant = {text: self.resolve(text) for text in {token.text for token in self._single}}
        for token in self._single:
            if meant[token.text] in places:
                places[meant[token.text]].add((token.begin, token.end))
        walk = Walk(self, self._lexicon, places)
        for tokens in self._sentences:
            walk.sentence(tokens)
        for name, spans in self._meant.items():
            if name in places:
                places[name].update(spans)
        inside = {name: outermost(sorted(spans)) for name, spans in places.items()}
        people = [Person(name, spans, tuple(self._roles.get(name, {})))
                  for name, spans in inside.items() if spans]  # fmt: skip
        return tuple(sorted(people, key=lambda person: (person.mentions[0], person.name)))
