"""What tests ask a page: its tags, addresses and text."""

from __future__ import annotations

from html.parser import HTMLParser

_APART = frozenset("td th dt dd div p h1 h2 h3 h4 li span summary caption".split())
_VOID = {"meta", "rect", "circle", "line", "path", "br", "hr"}


class Page(HTMLParser):
    """Collects what tests ask about and insists on balanced tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " " * (tag in _APART)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.hrefs += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.text += " " * (tag in _APART)
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(page: str) -> str:
    body = page[page.index("<body>") :]
    text = " ".join(Page(body.replace("</html>", "")).text.split())
    return text.replace(" ,", ",")
