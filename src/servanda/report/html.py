"""An assessment as one self-contained HTML file: no network, no script, made to be printed.

Main path: ``render`` -> ``page_of`` (what is shown, cut to length) -> the templates in
``templates/``. Everything that an agreement or a source says is escaped; the only markup
let through is the plain drawing of a map. A content security policy in the file itself
forbids scripts and any request. This module decides nothing about clauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.report.labels import SYMBOLS, Language
from servanda.report.model import Assessment
from servanda.report.view import SHOWN_FACTS, SHOWN_REFUSALS, SHOWN_VIOLATIONS, anchor, page_of
from servanda.report.wording import Wording, printable
from servanda.verdicts.due import grouped

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]

_NO_BREAK = "\u00a0"


def render(assessment: Assessment, *, language: Language = "en") -> str:
    """Return the report as one HTML document.

    The same assessment gives the same text, byte for byte.

    Args:
        assessment: All answers about one case at one moment of knowledge.
        language: Language of labels and set sentences; what was said is quoted as it is.

    Raises:
        MisuseError: If the language is neither ``en`` nor ``de``.
    """
    say = Wording(assessment.agreement, language, space=_NO_BREAK)
    template = _environment().get_template("report.html.j2")
    return template.render(
        assessment=assessment,
        agreement=assessment.agreement,
        page=page_of(assessment, say),
        say=say,
        t=say.labels,
        anchor=anchor,
        due=grouped(assessment.due),
        symbols=SYMBOLS,
        shown_facts=SHOWN_FACTS,
        shown_refusals=SHOWN_REFUSALS,
        shown_violations=SHOWN_VIOLATIONS,
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("servanda.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["web"] = _web_address
    return environment


def _shown(value: object) -> object:
    """Clean what a template prints; markup of ours passes as it is."""
    if value is None:
        return ""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return printable(value)
    return value


def _web_address(url: str) -> str:
    """Return the address if a reader may safely follow it, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""
