"""Maps as published to editions: one, or a stream of them.

What is plain is read the fast way, beside the edition before (``plain``); anything else the
careful way (``formats``, ``geojson``), which mends, reports or refuses: the same answer. Of a
stream, several texts are read before any is checked, so that what can be asked of many at
once is; each edition is answered as if it had been read alone.

Main path: ``read_edition``; ``read_editions`` for a stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypedDict, Unpack

from servanda.base.errors import UnreadableError
from servanda.territory.dating import moment_of
from servanda.territory.edition import Edition
from servanda.territory.formats import document_of
from servanda.territory.geojson import Limits, Repair, features, parse_areas
from servanda.territory.ground import Ground
from servanda.territory.plain import Parsing, PlainMap, plain_map
from servanda.territory.runs import in_runs
from servanda.territory.stays import stay_clean
from servanda.territory.styles import Classes

__all__ = ["How", "Read", "Text", "read_edition", "read_editions"]

_LIMITS = Limits()
_WINDOW = 16  # texts read before they are checked together: calls cost more than few edges
_BYTES = 1 << 22  # of their texts: so that large maps are read one by one


class How(TypedDict, total=False):
    """What ``read_editions`` may be told of all texts; see ``read_edition``."""

    class_property: str | None
    classes: Mapping[str, Sequence[str]] | None
    default_class: str
    crs: str | None
    date_property: str | None
    date_patterns: Sequence[str]
    time_of_day: time | None
    zone: str | None
    bounds: tuple[float, float, float, float] | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class Text:
    """A map as published.

    Attributes:
        data: Its bytes.
        name: File name, for the date and for messages.
        at: When it was valid; None: what the property or the name says.
        about: Whatever the caller wants to find again with the answer.
        problem: Why there are no bytes; such a text is answered with it, in its place.
    """

    data: bytes
    name: str
    at: datetime | None = None
    about: Any = None
    problem: UnreadableError | None = None

    @classmethod
    def of(
        cls, data: Callable[[], bytes], name: str, at: datetime | None = None, about: Any = None
    ) -> Text:
        """Return the text whose bytes ``data`` gives, or says why it cannot."""
        try:
            return cls(data(), name, at, about)
        except UnreadableError as problem:
            return cls(b"", name, at, about, problem)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a text.

    Attributes:
        text: What was to be read.
        edition: The edition; None if it cannot be read.
        repairs: What was mended, each with its area.
        problem: Why it cannot be read.
    """

    text: Text
    edition: Edition | None
    repairs: Sequence[Repair] = ()
    problem: UnreadableError | None = None

    def or_raise(self) -> Edition:
        """Return the edition; raise the problem if there is none."""
        if self.edition is None:
            assert self.problem is not None
            raise self.problem
        return self.edition


def read_edition(
    data: bytes,
    *,
    name: str,
    source: str,
    at: datetime | None = None,
    class_property: str | None = None,
    classes: Mapping[str, Sequence[str]] | None = None,
    default_class: str = "held",
    crs: str | None = None,
    date_property: str | None = None,
    date_patterns: Sequence[str] = (),
    time_of_day: time | None = None,
    zone: str | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    limits: Limits = _LIMITS,
    near: Edition | None = None,
) -> tuple[Edition, list[Repair]]:
    """Read one map: GeoJSON, KML, KMZ, GeoPackage, shapefile (zip), GeoParquet; plain or gz.

    Args:
        data: The bytes as published.
        name: File name, for the date and for messages.
        source: Who published it.
        at: When it was valid; otherwise ``date_property``, otherwise the file name.
        class_property: Property that separates classes (occupied, grey, claimed).
        classes: Class to the values of ``class_property`` that make it; without it each
            value is the name of its class.
        default_class: Class of everything if there is no such property.
        crs: Coordinate system of a map that states none, e.g. ``EPSG:32637``.
        date_property: Property holding an ISO 8601 date or moment.
        date_patterns: How dates stand in file names, see ``dating.check_pattern``.
        time_of_day: Local time that makes a bare date a moment.
        zone: IANA zone of ``time_of_day``.
        bounds: (west, south, east, north), degrees, where the map must lie; catches
            exchanged coordinates that are both plausible.
        limits: What the map may cost.
        near: Another edition of the same map, best the one before. It saves work (what
            both have is not checked again) and never changes the answer.

    Returns:
        The edition, and each repair with its area.

    Raises:
        UnreadableError: With what, where, why it matters and what to do.
        MisuseError: The date needs a time of day and a zone, or an option means nothing.
    """
    asked = _Asked(
        source, class_property, classes, default_class, crs, date_property, date_patterns,
        time_of_day, zone, bounds, limits,
    )  # fmt: skip
    return asked.read(Text(data, name, at), near)


def read_editions(
    texts: Iterable[Text],
    *,
    source: str,
    near: Edition | None = None,
    window: int = _WINDOW,
    **how: Unpack[How],
) -> Iterator[Read]:
    """Read maps of one source, each as ``read_edition`` does, beside the last that can be read.

    Args:
        texts: In order of their moments, best. Read as a stream, up to ``window`` ahead of
            what is yielded.
        source: Who published them.
        near: Another edition, best the one before the first; saves work.
        window: How many are held at once; no answer hangs on it.
        **how: As for ``read_edition``.

    Yields:
        One for each text, in order; one that cannot be read, with the problem.

    Raises:
        MisuseError: As ``read_edition``, after what comes before it.
    """
    asked = _Asked(source, **how)
    last, ahead = near, window
    for some in in_runs(texts, window, lambda text: len(text.data), _BYTES):
        done = 0
        while done < len(some):
            part = some[done : done + ahead]
            begun = done
            for read in asked.together(part, last):
                last, done = read.edition or last, done + 1
                yield read
            # What was read ahead in vain is read again: the less, the more often that is so.
            ahead = min(2 * ahead, window) if done - begun == len(part) else 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """How texts are read, see ``read_edition``."""

    source: str
    class_property: str | None = None
    classes: Mapping[str, Sequence[str]] | None = None
    default_class: str = "held"
    crs: str | None = None
    date_property: str | None = None
    date_patterns: Sequence[str] = ()
    time_of_day: time | None = None
    zone: str | None = None
    bounds: tuple[float, float, float, float] | None = None
    limits: Limits = _LIMITS

    def read(self, text: Text, near: Edition | None) -> tuple[Edition, list[Repair]]:
        """Read one text."""
        plain = self._plain(text, _ground(near))
        if plain is not None and plain.is_valid():
            return self._edition(text, plain), []
        return self._carefully(text, near)

    def together(self, texts: Sequence[Text], near: Edition | None) -> Iterator[Read]:
        """Read texts until one is not plain or cannot be read, that one as well: one at least."""
        plain: list[PlainMap] = []
        beside = _ground(near)
        for text in texts:
            found = self._plain(text, beside)
            if found is None:
                break
            plain.append(found)
            beside = found.ground
        stay_clean([pair for each in plain for pair in each.pairs()])
        for text, each in zip(texts, plain, strict=False):
            if not each.is_valid():
                yield self._alone(text, near)
                return
            try:
                near = self._edition(text, each)
            except UnreadableError as problem:
                yield Read(text, None, (), problem)
                return
            yield Read(text, near)
        if len(plain) < len(texts):
            yield self._alone(texts[len(plain)], near)

    def _alone(self, text: Text, near: Edition | None) -> Read:
        if text.problem:
            return Read(text, None, (), text.problem)
        try:
            return Read(text, *self._carefully(text, near))
        except UnreadableError as problem:
            return Read(text, None, (), problem)

    def _plain(self, text: Text, near: Ground | None) -> PlainMap | None:
        if self.crs or self.classes or text.problem:
            return None
        parsing = Parsing(self.class_property, self.default_class, self.bounds, self.limits)
        return plain_map(text.data, parsing, near)

    def _edition(self, text: Text, plain: PlainMap) -> Edition:
        """The edition of a valid map; if it is written as the one near it, of its arrays."""
        moment = self._moment(plain.features, text)
        if plain.near is not None and plain.ground is not plain.near:
            plain.near.forget()  # what the two have not in common is kept with the later
        return Edition(self.source, moment, plain.ground)

    def _carefully(self, text: Text, near: Edition | None) -> tuple[Edition, list[Repair]]:
        beside = _ground(near)
        if beside is not None:
            beside.forget()
        document, told = document_of(
            text.data,
            name=text.name,
            limits=self.limits,
            crs=self.crs,
            classes=Classes.of(self.class_property, self.classes),
            date_property=self.date_property,
        )
        moment = self._moment(features(document, name=text.name), text)
        held, repairs = parse_areas(
            document,
            name=text.name,
            class_property=self.class_property,
            default_class=self.default_class,
            bounds=self.bounds,
            limits=self.limits,
        )
        return Edition(self.source, moment, held), told + repairs

    def _moment(self, found: Sequence[Mapping[str, Any]], text: Text) -> datetime:
        return moment_of(
            found,
            name=text.name,
            at=text.at,
            date_property=self.date_property,
            time_of_day=self.time_of_day,
            zone=self.zone,
            patterns=self.date_patterns,
        )


def _ground(near: Edition | None) -> Ground | None:
    return near.held if near is not None and isinstance(near.held, Ground) else None
