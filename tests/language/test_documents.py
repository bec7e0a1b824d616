"""Files to documents: told apart by content, decoded, limited, refused one by one."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.language.documents import Document, Refused, open_documents
from servanda.language.documents_text import decode

from .pages import ARTICLE, http, linked, packed, page, published, record

TEXT = "Köln (dpa) – „Das ist nicht neu“, sagte die Ministerin für Äußeres. Übermorgen 5 €.\n"


def one(data: bytes, name: str = "a") -> Document:
    [found] = open_documents(data, name)
    assert isinstance(found, Document), found
    return found


def refused(data: bytes) -> str:
    [found] = open_documents(data, "a")
    assert isinstance(found, Refused), found
    return found.reason


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
def test_a_text_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert one(TEXT.encode(encoding)).text == TEXT


def test_an_old_dos_text_keeps_its_umlauts() -> None:
    text = "Köln: Das Große ist für Übermütige ärgerlich, sagte Jürgen Groß.\n"
    assert one(text.encode("cp850")).text == text


def test_utf8_that_was_declared_as_something_else_is_utf8() -> None:
    data = page().replace(b'charset="utf-8"', b'charset="iso-8859-1"')
    assert "Außenministerin" in one(data).text


def test_a_declared_encoding_is_used_when_the_bytes_fit_it() -> None:
    head = b'<html><head><meta charset="iso-8859-5"></head><body><p>'
    assert one(head + "Минск молчит".encode("iso-8859-5")).text == "Минск молчит"


def test_a_text_cut_in_the_middle_of_a_character_says_so_and_is_read() -> None:
    document = one(TEXT.encode()[:-3])
    assert document.text.startswith("Köln (dpa)")
    assert "damaged" in document.notes[0]


@given(
    st.binary(max_size=400), st.sampled_from(["", "utf-8", "cp1252", "utf-7", "rot13", "x" * 30])
)
def test_any_bytes_have_a_text(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared).text, str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_every_text_comes_back_from_utf8(text: str) -> None:
    assert decode(text.encode(), "cp1252").text == text or "\0" in text


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.warc.gz"])
def test_what_a_file_is_is_told_by_its_content_not_its_name(name: str) -> None:
    assert one(TEXT.encode(), name).kind == "text"
    assert one(page(), name).kind == "html"
    assert one(gzip.compress(page()), name).kind == "html"
    assert one(record(http(page())), name).kind == "warc"
    assert one(packed(record(http(page()))), name).kind == "warc"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"a\0b", "NUL"),
        (b"%PDF-1.7 x", "a PDF; save its text"),
        (b"PK\x03\x04", "ZIP"),
        (b"<?xml version='1.0'?><kml/>", "neither a page nor a feed"),
        (b"<html><body><script>x</script></body></html>", "without words"),
        (gzip.compress(TEXT.encode() * 999)[:-9], "damaged gzip"),
    ],
)
def test_what_holds_no_text_is_refused_with_the_reason(data: bytes, words: str) -> None:
    assert words in refused(data)


def test_a_file_that_is_not_there_is_refused_and_raises_nothing(tmp_path: Path) -> None:
    [found] = open_documents(tmp_path / "gone.txt")
    assert isinstance(found, Refused)
    assert "cannot be read" in found.reason


# --- pages -----------------------------------------------------------------------------------


def test_a_page_is_its_article_with_the_title_first() -> None:
    document = one(page(head=published("2031-03-05T08:00:00+01:00")))
    assert document.text.startswith("Kestria lehnt ab\n\nDie Regierung von Kestria")
    assert (document.title, document.byline) == ("Kestria lehnt ab", "Ada Berg")
    assert (document.published, document.notes) == (date(2031, 3, 5), ())
    for noise in ("Script", "Impressum", "Politik", "Max Rand"):
        assert noise not in document.text


def test_a_page_without_an_article_is_all_its_words() -> None:
    document = one(b"<html><body><div>Kurz.</div><div hidden>x</div><p>Ende</p></body></html>")
    assert document.text.split() == ["Kurz.", "x", "Ende"]


def test_scripts_inside_the_article_are_never_read() -> None:
    article = ARTICLE + '<p>Und <script>"„Falsch“, sagte Eva"</script>weiter.</p>'
    assert "Falsch" not in one(page(article)).text


@pytest.mark.parametrize("when", ["2099-01-01", "1970-01-01", "gestern", "2031-02-30"])
def test_a_forged_date_is_reported_and_not_believed(when: str) -> None:
    [found] = open_documents(page(head=published(when)), "a", latest=date(2031, 3, 6))
    assert isinstance(found, Document)
    assert found.published is None
    assert "not believed" in found.notes[0]


def test_two_dates_that_contradict_each_other_are_both_not_believed() -> None:
    document = one(page(head=published("2031-03-05") + linked("2029-01-01")))
    assert document.published is None
    assert "2029-01-01 (JSON-LD) and 2031-03-05" in document.notes[0]


def test_two_clocks_around_midnight_do_not_contradict() -> None:
    head = published("2031-03-05T23:30:00Z") + linked("2031-03-06T00:30:00+01:00")
    document = one(page(head=head))
    assert (document.published, document.notes) == (date(2031, 3, 6), ())


def test_a_forged_date_beside_a_sound_one_leaves_the_sound_one() -> None:
    [found] = open_documents(
        page(head=published("2031-03-05") + linked("2199-01-01")), "a", latest=date(2031, 3, 6)
    )
    assert isinstance(found, Document)
    assert found.published == date(2031, 3, 5)
    assert "2199" in found.notes[0]


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_a_page_that_nests_without_end_is_harmless(tag: str) -> None:
    data = b"<html><body><p>Anfang.</p>" + f"<{tag}>".encode() * 20_000 + b"Ende"
    [found] = open_documents(data, "a")
    assert isinstance(found, Refused) or found.text.startswith("Anfang.")


def test_a_page_of_too_many_elements_is_refused() -> None:
    assert "100,000 elements" in refused(b"<html><body>" + b"<p>a</p>" * 100_001)


def test_nested_tables_are_read_as_words() -> None:
    article = ARTICLE + "<table><tr><td><table><tr><td>Zelle</td></tr></table></td></tr></table>"
    assert "|" not in one(page(article)).text.split("Zelle")[0]


# --- feeds -----------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="iso-8859-1"?>{doctype}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>
<item><title>Köln &amp;amp; Bonn{entity}</title><description>&lt;p&gt;Kurz&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>„Nein“, sagte&nbsp;Eva.</p><script>x()</script><p>Zwei</p>]]>
</content:encoded><pubDate>Fri, 22 Aug 2025 10:00:00 GMT</pubDate><link>https://e.org/1</link></item>
<item><guid>2</guid></item>
<item><title>Nur ein Titel</title><pubDate>bald</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
<title type="html">A &lt;b&gt;c&lt;/b&gt;</title>
<author><name>Ada Berg</name></author><link rel="self" href="s"/><link href="https://e.org/2"/>
<updated>2025-08-22T00:00:00Z</updated><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry></feed>"""


def test_each_entry_of_a_feed_is_a_document_and_a_bad_one_is_refused_alone() -> None:
    first, second, third = open_documents(
        RSS.format(doctype="", entity="").encode("cp1252"), "f.xml"
    )
    assert isinstance(first, Document)
    assert first.text == "Köln & Bonn\n\n„Nein“, sagte Eva.\nZwei"
    assert (first.published, first.url) == (date(2025, 8, 22), "https://e.org/1")
    assert isinstance(second, Refused)
    assert "f.xml#2 has neither" in second.reason
    assert isinstance(third, Document)
    assert (third.name, third.text, third.published) == ("f.xml#3", "Nur ein Titel", None)


def test_an_atom_entry_that_was_only_changed_has_no_day_of_publication() -> None:
    document = one(ATOM.encode())
    assert document.text == "A c\n\nOne.\nTwo."
    assert (document.byline, document.url) == ("Ada Berg", "https://e.org/2")
    assert document.published is None
    assert "last changed" in document.notes[0]


@pytest.mark.parametrize("tag", ["tit:", "C:Š", "a:b:c"])
def test_a_feed_with_damaged_names_is_read_where_they_are_sound(tag: str) -> None:
    data = f"<rss><channel><item><title>Kurz</title><{tag}>x</{tag}></item></channel></rss>"
    assert one(data.encode()).text == "Kurz"


def test_entities_that_a_feed_defines_are_neither_expanded_nor_fetched() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY l1 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for entity in ("&l11;", "&f;"):
        data = RSS.format(doctype=doctype, entity=entity).encode("cp1252")
        found = next(open_documents(data, "f.xml"))
        assert isinstance(found, Document)
        assert len(found.text) < 100
        assert "root" not in found.text


@settings(max_examples=60)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"<html><body>", b"<rss><item>", b"WARC/1.0\r\n", b""]),
)
def test_any_file_is_read_or_refused(data: bytes, start: bytes) -> None:
    for found in open_documents(start + data, "a"):
        assert isinstance(found, Document | Refused)
