"""HTML that cannot be broken by what users write: text is escaped unless it was made by these functions."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Chapter", "Html", "code", "guide", "joined", "notes", "picture", "section", "table", "tag"]

EMPTY = ("img", "meta", "link", "br", "hr", "wbr")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


@dataclass(frozen=True)
class Chapter:
    """A chapter of a report.

    Attributes:
        anchor: Its place in the page.
        title: Its title.
        parts: What stands in it; () if it does not apply.
        missing: Why it is left out, a sentence without its full stop.
    """

    anchor: str
    title: str
    parts: tuple[Html, ...] = ()
    missing: str = ""


def tag(name: str, /, *children: str | Iterable[str] | None, **attributes: str | int | None) -> Html:
    """Return an element.

    Args:
        name: Its name.
        children: Text, which is escaped, or HTML made here; iterables of these; None is left out.
        attributes: Its attributes; a trailing underscore is dropped, others become hyphens, None is left out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{given}>") if name in EMPTY else Html(f"<{name}{given}>{joined(*children)}</{name}>")


def joined(*children: str | Iterable[str] | None) -> Html:
    """Return children one after the other, text escaped."""
    found = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            found.append(str(child))
        elif isinstance(child, str):
            found.append(escape(child))
        else:
            found.append(joined(*child))
    return Html("".join(found))


def code(name: str) -> Html:
    """Return a dotted name, which may be broken after its dots and underscores and nowhere else."""
    parts = [part for part in re.split(r"(?<=[._])", name) if part]
    return tag("code", (joined(tag("wbr") if i else None, part) for i, part in enumerate(parts)))


def guide(shows: str, beware: str) -> Html:
    """Return the two sentences with which a chapter begins: what is seen in it, and what to beware of."""
    lines = (("What it shows.", shows), ("Beware.", beware))
    return tag("div", (tag("p", tag("strong", head), f" {text}") for head, text in lines), class_="guide")


def section(anchor: str, title: str, *children: str | Iterable[str] | None) -> Html:
    """Return a chapter of the report."""
    head = tag("h2", title, id=f"{anchor}-title")
    return tag("section", head, *children, id=anchor, aria_labelledby=f"{anchor}-title")


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    most: int = 0,
    *,
    stacked: bool = False,
) -> Html:
    """Return a table whose first column names its rows.

    Args:
        caption: What it shows, with units that hold for all of it.
        heads: Heads of the columns.
        rows: Cells, text or HTML; a wide number has its separators already.
        right: Places of the columns of numbers.
        most: Rows shown at most, 0 for all; how many are left out is said below.
        stacked: Whether each cell carries its heading, so that a style can stack a row's cells where there is no width.
    """
    numbers = set(right)

    def cell(i: int, text: str) -> Html:
        kind = "n" if i in numbers else None
        if i == 0:
            return tag("th", text, scope="row", class_=kind)
        return tag("td", text, class_=kind, data_head=heads[i] if stacked else None)

    shown = rows[:most] if most else rows
    kinds = ["n" if i in numbers else None for i in range(len(heads))]
    head = tag("tr", (tag("th", name, scope="col", class_=kind) for name, kind in zip(heads, kinds, strict=True)))
    body = [tag("tr", (cell(i, text) for i, text in enumerate(row))) for row in shown]
    made = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    left = len(rows) - len(shown)
    more = tag("p", f"{left:,} more rows are not shown.", class_="note") if left else None
    kind = "wide stacked" if stacked else "wide"
    return joined(tag("div", made, class_=kind, tabindex=0, role="region", aria_label=caption), more)


def picture(svg: bytes, alt: str, caption: str) -> Html:
    """Return a drawing with the numbers in words for those who cannot see it.

    Args:
        svg: The drawing.
        alt: What it shows, with its numbers.
        caption: How it is read.
    """
    data = base64.b64encode(svg).decode()
    image = tag("img", src=f"data:image/svg+xml;base64,{data}", alt=alt)
    return tag("figure", image, tag("figcaption", caption), tabindex=0)  # it is moved sideways on a phone


def notes(found: Iterable[str]) -> Html:
    """Return sentences a reader should know before believing what stands above."""
    rows = [tag("li", text) for text in dict.fromkeys(found) if text]
    return tag("ul", rows, class_="notes") if rows else Html("")
