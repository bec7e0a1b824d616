"""What words of time mean, in German and in English; each sentence is our own."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.language.lexicon import load
from servanda.language.model import Time
from servanda.language.times import times

FRIDAY = date(2025, 8, 22)
Answer = tuple[str, str, str]


def read(text: str, language: str, published: date | None = FRIDAY) -> list[Time]:
    return list(times(text, published, load(language)))


def answers(text: str, language: str, published: date | None = FRIDAY) -> list[Answer]:
    found = read(text, language, published)
    return [(text[time.begin : time.end], time.type, time.value) for time in found]


GERMAN: list[tuple[str, list[Answer]]] = [
    ("Er kam am 3. Mai 2024.", [("3. Mai 2024", "DATE", "2024-05-03")]),
    ("Er kam am 03.05.2024 und am 1.6.24.", [("03.05.2024", "DATE", "2024-05-03"),
                                            ("1.6.24", "DATE", "2024-06-01")]),
    ("Der Markt läuft vom 4. bis zum 8. Juni 2024.", [("4.", "DATE", "2024-06-04"),
                                                     ("8. Juni 2024", "DATE", "2024-06-08")]),
    ("Am Freitag, den 5. September, wird gewählt.", [("Freitag, den 5. September", "DATE",
                                                     "2025-09-05")]),
    ("Das Gesetz gilt seit Anfang Mai 2023.", [("Anfang Mai 2023", "DATE", "2023-05")]),
    ("Im Juli dieses Jahres brannte es.", [("Juli dieses Jahres", "DATE", "2025-07")]),
    ("Zwischen März und Juni 2022 stieg der Preis.", [("März", "DATE", "2022-03"),
                                                     ("Juni 2022", "DATE", "2022-06")]),
    ("Im Jahr 2014 und im Vorjahr sank er.", [("Jahr 2014", "DATE", "2014"),
                                              ("Vorjahr", "DATE", "2024")]),
    ("Stand 05/2024.", [("05/2024", "DATE", "2024-05")]),
    ("Es kamen 2000 Menschen, 1500 Euro gingen ein.", []),
    ("Sie traf ihn am Montag.", [("Montag", "DATE", "2025-08-18")]),
    ("Am Sonntag feiert der Chor sein Jubiläum.", [("Sonntag", "DATE", "2025-08-24")]),
    ("Der Chor feiert am Sonntag sein Jubiläum.", [("Sonntag", "DATE", "2025-08-24")]),
    ("Am vergangenen Montag und am kommenden Dienstag tagt der Rat.",
     [("vergangenen Montag", "DATE", "2025-08-18"), ("kommenden Dienstag", "DATE", "2025-08-26")]),
    ("Die für Dienstag geplanten Gespräche sind ungewiss.", [("Dienstag", "DATE", "2025-08-26")]),
    ("Ob das Treffen am Dienstag stattfindet, ist offen.", [("Dienstag", "DATE", "2025-08-26")]),
    ("Von Montag bis Mittwoch wird gestreikt.", [("Montag", "DATE", "2025-08-25"),
                                               ("Mittwoch", "DATE", "2025-08-27")]),
    ("In der Nacht auf Montag brannte es.", [("Montag", "DATE", "2025-08-18")]),
    ("Er sprach am Dienstagabend und gestern Abend.",
     [("Dienstagabend", "TIME", "2025-08-19TEV"), ("gestern Abend", "TIME", "2025-08-21TEV")]),
    ("Am Montag um 20.30 Uhr begann es.", [("Montag", "DATE", "2025-08-18"),
                                          ("20.30 Uhr", "TIME", "2025-08-18T20:30")]),
    ("Am Freitagabend, dem 4. März 2011, schneite es.",
     [("Freitagabend", "TIME", "2011-03-04TEV"), ("4. März 2011", "DATE", "2011-03-04")]),
    ("In der Nacht von Freitag auf Samstag brannte es.",
     [("Freitag", "DATE", "2025-08-15"), ("Samstag", "DATE", "2025-08-16")]),
    ("Ein Kind im Alter von zwei bis drei Jahren.", []),
    ("Am Montag verstarb er.", [("Montag", "DATE", "2025-08-18")]),
    ("Um 20.30 Uhr am Montag begann es.", [("20.30 Uhr", "TIME", "2025-08-18T20:30"),
                                          ("Montag", "DATE", "2025-08-18")]),
    ("Geöffnet von 10 bis 18 Uhr.", [("10", "TIME", "T10:00"), ("18 Uhr", "TIME", "T18:00")]),
    ("Geöffnet jeden Montag ab 9 Uhr.", [("jeden Montag", "SET", "XXXX-WXX-1"),
                                        ("9 Uhr", "TIME", "T09:00")]),
    ("Beginn war um halb acht, Ende um Viertel nach neun.",
     [("halb acht", "TIME", "T07:30"), ("Viertel nach neun", "TIME", "T09:15")]),
    ("Um 14.05 Uhr MESZ, das ist 15.05 Uhr Kiewer Zeit.",
     [("14.05 Uhr MESZ", "TIME", "T14:05+02:00"), ("15.05 Uhr Kiewer Zeit", "TIME", "T15:05")]),
    ("Vor zwei Jahren endete der Streit nach drei Wochen.",
     [("zwei Jahren", "DURATION", "P2Y"), ("drei Wochen", "DURATION", "P3W")]),
    ("Er wartete eine halbe Stunde, dann dreieinhalb Minuten und ein halbes Jahr.",
     [("eine halbe Stunde", "DURATION", "PT0.5H"), ("dreieinhalb Minuten", "DURATION", "PT3.5M"),
      ("ein halbes Jahr", "DURATION", "P0.5Y")]),
    ("Seit Jahren und wochenlang, ein paar Tage, die ganze Nacht.",
     [("Jahren", "DURATION", "PXY"), ("wochenlang", "DURATION", "PXW"),
      ("ein paar Tage", "DURATION", "PXD"), ("die ganze Nacht", "DURATION", "PT1NI")]),
    ("Die 35-Stunden-Woche und die 30-tägige Frist.",
     [("35-Stunden-Woche", "DURATION", "PT35H"), ("30-tägige", "DURATION", "P30D")]),
    ("Der 45-jährige Mann ist 45 Jahre alt; Kinder ab 12 Jahren sind frei.", []),
    ("Jeden Tag, alle zwei Jahre, zweimal pro Woche, jährlich, sonntags, 400 Euro im Monat.",
     [("Jeden Tag", "SET", "P1D"), ("alle zwei Jahre", "SET", "P2Y"),
      ("zweimal pro Woche", "SET", "P1W"), ("jährlich", "SET", "P1Y"),
      ("sonntags", "SET", "XXXX-WXX-7"), ("Monat", "SET", "P1M")]),
    ("Im Herbst 2023, im Winter 2022/23 und im vergangenen Sommer.",
     [("Herbst 2023", "DATE", "2023-FA"), ("Winter 2022/23", "DATE", "2022-WI"),
      ("vergangenen Sommer", "DATE", "2024-SU")]),
    ("In den neunziger Jahren, Mitte der 1980er-Jahre, im 20. Jahrhundert.",
     [("den neunziger Jahren", "DATE", "199"), ("Mitte der 1980er-Jahre", "DATE", "198"),
      ("20. Jahrhundert", "DATE", "19")]),
    ("Im dritten Quartal 2024 und im ersten Halbjahr 2023.",
     [("dritten Quartal 2024", "DATE", "2024-Q3"), ("ersten Halbjahr 2023", "DATE", "2023-H1")]),
    ("In dieser Woche, am Wochenende, Ende nächsten Jahres.",
     [("dieser Woche", "DATE", "2025-W34"), ("Wochenende", "DATE", "2025-W33-WE"),
      ("Ende nächsten Jahres", "DATE", "2026")]),
    ("Ostermontag 2025, Pfingsten 2024, am 1. Weihnachtsfeiertag 2023.",
     [("Ostermontag 2025", "DATE", "2025-04-21"), ("Pfingsten 2024", "DATE", "2024-05-19"),
      ("1. Weihnachtsfeiertag", "DATE", "2024-12-25"), ("2023", "DATE", "2023")]),
    ("Damals war es anders, derzeit ist es ruhig, künftig wird es laut.",
     [("Damals", "DATE", "PAST_REF"), ("derzeit", "DATE", "PRESENT_REF"),
      ("künftig", "DATE", "FUTURE_REF")]),
    ("Heute um 19 Uhr tagt der Rat.", [("Heute", "DATE", "2025-08-22"),
                                      ("19 Uhr", "TIME", "2025-08-22T19:00")]),
    ("Davon lebt das Land noch heute.", [("heute", "DATE", "PRESENT_REF")]),
    ("Seit Beginn der Ernte hilft der Nachbar.", []),
    ("Jan Giesel kam im Jan. 2024 und im Jahr der Krönung.",
     [("Jan. 2024", "DATE", "2024-01"), ("Jahr", "DURATION", "P1Y")]),
    ("Früher oder später endet es.", []),
    ("Gewerkschafter Uwe Sommer und Lena August kamen im Sommer.", [("Sommer", "DATE", "2025-SU")]),
]  # fmt: skip

ENGLISH: list[tuple[str, list[Answer]]] = [
    ("It was signed on August 22, 2025.", [("August 22, 2025", "DATE", "2025-08-22")]),
    ("It was signed on 3 May 2024.", [("3 May 2024", "DATE", "2024-05-03")]),
    ("It may rain; they march on.", []),
    ("The war began in February 2022.", [("February 2022", "DATE", "2022-02")]),
    ("In mid-2024 and early 2023 prices fell.", [("mid-2024", "DATE", "2024"),
                                                ("early 2023", "DATE", "2023")]),
    ("He said on Monday that the deal would be signed next Friday.",
     [("Monday", "DATE", "2025-08-18"), ("next Friday", "DATE", "2025-08-29")]),
    ("The vote will be held on Monday, he said.", [("Monday", "DATE", "2025-08-25")]),
    ('"We will come back on Thursday," Rutte said Tuesday.',
     [("Thursday", "DATE", "2025-08-28"), ("Tuesday", "DATE", "2025-08-19")]),
    ("He was held at about 10:45 p.m. local time on Thursday.",
     [("10:45 p.m. local time", "TIME", "2025-08-21T22:45"), ("Thursday", "DATE", "2025-08-21")]),
    ("It began at 20:30 GMT and ended at 9 am ET.",
     [("20:30 GMT", "TIME", "T20:30+00:00"), ("9 am ET", "TIME", "T09:00")]),
    ("At noon, at midnight, at half past eight.",
     [("noon", "TIME", "T12:00"), ("midnight", "TIME", "T00:00"),
      ("half past eight", "TIME", "T08:30")]),
    ("Three years ago it began; it lasted six months and an hour and a half.",
     [("Three years ago", "DATE", "2022"), ("six months", "DURATION", "P6M"),
      ("an hour and a half", "DURATION", "PT1.5H")]),
    ("In the past two years, over the next five years, for several days.",
     [("the past two years", "DURATION", "P2Y"), ("the next five years", "DURATION", "P5Y"),
      ("several days", "DURATION", "PXD")]),
    ("A three-day visit by the 32-year-old man, aged 32.", [("three-day", "DURATION", "P3D")]),
    ("Every Monday, twice a week, daily, every other day, $5 million a year.",
     [("Every Monday", "SET", "XXXX-WXX-1"), ("twice a week", "SET", "P1W"),
      ("daily", "SET", "P1D"), ("every other day", "SET", "P2D"), ("a year", "SET", "P1Y")]),
    ("The 1990s, the late nineties and the 20th century.",
     [("The 1990s", "DATE", "199"), ("the late nineties", "DATE", "199"),
      ("the 20th century", "DATE", "19")]),
    ("In the second quarter of 2014 and Q3 2025.",
     [("the second quarter of 2014", "DATE", "2014-Q2"), ("Q3 2025", "DATE", "2025-Q3")]),
    ("Last week, this year, tonight, yesterday evening.",
     [("Last week", "DATE", "2025-W33"), ("this year", "DATE", "2025"),
      ("tonight", "TIME", "2025-08-22TNI"), ("yesterday evening", "TIME", "2025-08-21TEV")]),
    ("On Good Friday 2024 and Christmas Eve.",
     [("Good Friday 2024", "DATE", "2024-03-29"), ("Christmas Eve", "DATE", "2024-12-24")]),
    ("In summer 2008 and in the fall of 2019; prices fall.",
     [("summer 2008", "DATE", "2008-SU"), ("the fall of 2019", "DATE", "2019-FA")]),
    ("By Christmas, on Christmas Day 2024, New Year's Eve 2024.",
     [("Christmas", "DATE", "2025-12-25"), ("Christmas Day 2024", "DATE", "2024-12-25"),
      ("New Year's Eve 2024", "DATE", "2024-12-31")]),
    ("At 14:05 Kyiv time (1105 GMT) on 3 March 2024 it began.",
     [("14:05 Kyiv time", "TIME", "2024-03-03T14:05"),
      ("1105 GMT", "TIME", "2024-03-03T11:05+00:00"), ("3 March 2024", "DATE", "2024-03-03")]),
    ("More than three and a half years ago; over four years.",
     [("More than three and a half years ago", "DATE", "2022-02"),
      ("four years", "DURATION", "P4Y")]),
    ("May said she may go in May.", [("May", "DATE", "2025-05")]),
    ("Now it is calm, recently it was not.", [("Now", "DATE", "PRESENT_REF"),
                                            ("recently", "DATE", "PAST_REF")]),
    ("They build 20,000 homes a year and carry 900 passengers a day; 2 men died a year ago.",
     [("a year", "SET", "P1Y"), ("a day", "SET", "P1D"), ("a year ago", "DATE", "2024")]),
    ("Donna Summer lost a quarter of it in a second attempt.", []),
    ("In 2,000 homes 1500 soldiers slept.", []),
    ("Since the beginning of the invasion they help.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), GERMAN)
def test_german_times_have_their_words_type_and_value(text: str, expected: list[Answer]) -> None:
    assert answers(text, "de") == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_times_have_their_words_type_and_value(text: str, expected: list[Answer]) -> None:
    assert answers(text, "en") == expected


def test_a_story_counts_from_the_day_named_before() -> None:
    text = "Am 3. Mai 2022 kam er. Zwei Tage später ging er. Am Tag darauf kam sie."
    assert [time.value for time in read(text, "de")] == ["2022-05-03", "2022-05-05", "2022-05-06"]
    text = "They met on 3 May 2022. Two days later they left. The next day it rained."
    assert [time.value for time in read(text, "en")] == ["2022-05-03", "2022-05-05", "2022-05-06"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gestern", "de"),
        ("am vergangenen Montag", "de"),
        ("Zwei Tage später ging er.", "de"),
        ("in der vergangenen Woche", "de"),
        ("im Vorjahr", "de"),
        ("yesterday", "en"),
        ("two weeks ago", "en"),
        ("the following day", "en"),
    ],
)
def test_without_a_day_to_count_from_the_value_stays_open(text: str, language: str) -> None:
    [found] = read(text, language, None)
    assert (found.value, found.earliest, found.latest) == ("", "", "")


def test_a_day_without_its_year_keeps_its_place_in_the_year() -> None:
    assert answers("am 22. August", "de", None) == [("22. August", "DATE", "XXXX-08-22")]


def test_a_weekday_nothing_decides_keeps_both_days_as_bounds() -> None:
    [found] = read("12. Hochzeitstag am Sonntag", "de")
    assert (found.value, found.earliest, found.latest) == ("", "2025-08-17", "2025-08-24")


def test_day_and_month_either_way_round_are_not_chosen() -> None:
    [found] = read("08/09/2025", "en")
    assert (found.value, found.earliest, found.latest) == ("", "2025-08-09", "2025-09-08")
    assert [time.value for time in read("25/12/2024", "en")] == ["2024-12-25"]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("in dieser Woche", "2025-08-18", "2025-08-24"),
        ("Ende Mai 2025", "2025-05-21", "2025-05-31"),
        ("in den neunziger Jahren", "1990-01-01", "1999-12-31"),
        ("im dritten Quartal 2024", "2024-07-01", "2024-09-30"),
        ("im Winter 2022/23", "2022-12-01", "2023-02-28"),
        ("seit drei Wochen", "2025-08-01", "2025-08-22"),
        ("vor zwei Jahren", "2023-01-01", "2023-12-31"),
        ("in den letzten zehn Jahren", "2015-08-22", "2025-08-22"),
        ("Er kam in der Nacht auf Montag.", "2025-08-17", "2025-08-18"),
        ("drei Tage", "", ""),
        ("2007/08", "2007-01-01", "2008-12-31"),
        ("1999/00", "1999-01-01", "2000-12-31"),
    ],
)
def test_bounds_are_the_first_and_last_day_meant(text: str, earliest: str, latest: str) -> None:
    [found] = read(text, "de")
    assert (found.earliest, found.latest) == (earliest, latest)


def test_the_why_names_rule_and_anchor() -> None:
    assert [time.why for time in read("gestern, 3. Mai 2022", "de")] == [
        "deictic: day of publication", "day: named",
    ]  # fmt: skip
