"""An exercise on paper: one self-contained HTML file of lecturer's sheet, handout, role cards, cards of what comes.

It is made to be printed, on A4, by any browser: a role card begins on a page of its own, its order sheet on another,
cards of rounds and injects come four to a page. Nothing that players get tells them what is still to come. Texts are
Markdown; HTML in them is shown as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from ..experiments.exercise import Exercise, InjectCard, Seat
from ..experiments.parts import write_whole_file
from ..model.errors import ResultError
from .exercise_words import (
    allowed_words,
    choice_help,
    choice_name,
    goal_words,
    grant_words,
    inject_when,
    now_words,
    partners,
)
from .report_html import Html, tag

__all__ = ["cards_html", "markdown", "write_cards"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PRINT = (
    "Print once for yourself: this sheet and the cards of rounds and injects; for everybody: the handout; for each "
    "player: role card and order sheet. More people than seats: several tables side by side. Paper plays no weeks: "
    "docs/exercises.md."
)
STYLES = {"consensus": "by consensus", "hierarchical": "by order from the top"}
ROUND = (
    "Hear what has happened, and read what your own role sees.",
    "Talk to whom you like, as long as the time of the round runs.",
    "Write your orders on your sheet and hand it in before the deadline. What you do not order stays as it is.",
    "Orders are settled, and the weeks are played.",
)
SETTLED = (
    (
        "The mission's leadership decides {style} at the start. By consensus, a choice moves as far as all go who "
        "spoke, and not at all where they pull apart; the head of mission may insist on one choice a round. In a "
        "hierarchy the head of mission's order stands, and without one that of whoever leads on the subject."
    ),
    (
        "Where the sheet says that you need somebody, both sides must order it, and it moves as far as both go. A side "
        "that is there and says nothing has not agreed; an empty seat holds nothing up."
    ),
    "Several players of one role speak with one voice: the middle of what they ask.",
)


def cards_html(exercise: Exercise) -> str:
    """Return the file for printing."""
    policy = Html(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">')
    head = tag(
        "head", tag("meta", charset="utf-8"), policy,
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{exercise.title}: cards"), tag("style", Html(_style())),
    )  # fmt: skip
    pages = [_sheet(exercise), _handout(exercise)]
    for seat in exercise.seats.values():
        pages += [_role(exercise, seat), *([_orders(exercise, seat)] if seat.opening or seat.holds else [])]
    rounds = [_round(exercise, number) for number in range(1, len(exercise.rounds) + 1)]
    small = [
        tag("section", cards, class_="injects")
        for cards in (rounds, [_inject(exercise, one) for one in exercise.injects])
    ]
    body = tag("body", pages, small)
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def write_cards(exercise: Exercise, directory: Path) -> Path:
    """Write the cards of an exercise, whole or not at all.

    Args:
        exercise: The exercise.
        directory: Where to; made if it is not there.

    Returns:
        The file.

    Raises:
        ResultError: If nothing can be written there.
    """
    path = directory / f"{exercise.name}_cards.html"
    text = cards_html(exercise)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_whole_file(path, text.encode("utf-8"))
    except OSError as error:
        raise ResultError(f"cannot write cards to {directory}: {error.strerror or error}") from error
    return path


def markdown(text: str) -> Html:
    """Return Markdown as HTML; HTML in it is shown as text, and links and pictures are not made."""
    return Html(_renderer().render(text))


@cache
def _renderer():  # type: ignore[no-untyped-def]
    """Return what turns Markdown into HTML."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink"]).enable("table")


@cache
def _style() -> str:
    """Return the look of the cards."""
    return (resources.files(__package__) / "cards.css").read_text(encoding="utf-8")


def _sheet(exercise: Exercise) -> Html:
    """Return the sheet for whoever leads the class, with what no player should see."""
    slots = [
        (f"{slot.start}-{slot.end}", slot.title,
         markdown(exercise.rounds[slot.round - 1].lecturer) if slot.round else "")
        for slot in exercise.timetable()
    ]  # fmt: skip
    comes = [(card.title, inject_when(card, exercise)) for card in exercise.injects]
    questions = [tag("li", markdown(one.text)) for one in exercise.questions]
    return tag(
        "section",
        tag("p", "For whoever leads the class; keep it from players", class_="kind"),
        tag("h1", exercise.title), tag("p", exercise.question, class_="question"),
        tag("h2", "Learning goals"), tag("ul", (tag("li", goal.text) for goal in exercise.goals)),
        tag("h2", "Timetable"), _table(("minutes", "part", "what to do"), slots),
        tag("h2", "Injects"), _table(("inject", "comes"), comes) if comes else tag("p", "None."),
        tag("h2", "Questions for the debrief"), tag("ol", questions),
        tag("p", PRINT, class_="note"),
        class_="page tight",
    )  # fmt: skip


def _handout(exercise: Exercise) -> Html:
    """Return the page for everybody: the country, who is at the table, and how orders are settled."""
    who = [
        (seat.role.title, str(seat.seats) if seat.seats > 1 else "", markdown(seat.public))
        for seat in exercise.seats.values()
    ]
    axes = "; ".join(axis.title for axis in exercise.axes)
    style = STYLES[exercise.scenario.choices.coordination.decision_style]
    return tag(
        "section", tag("p", f"{exercise.title} · for everybody", class_="kind"), tag("h1", exercise.title),
        tag("p", exercise.question, class_="question"), markdown(exercise.summary), markdown(exercise.story),
        tag("h2", "Who is at the table"), _table(("role", "seats", "what all know"), who),
        tag("h2", "How a round goes"), tag("ol", (tag("li", text) for text in ROUND)),
        tag("h2", "How orders are settled"), tag("ul", (tag("li", text.format(style=style)) for text in SETTLED)),
        tag("h2", "What is looked at in the end"), tag("p", f"{axes}. No single one says who has won."),
        class_="page tight",
    )  # fmt: skip


def _role(exercise: Exercise, seat: Seat) -> Html:
    """Return the card of one role."""
    role = seat.role
    old = f"In the sources' time: {role.title_2010}. " if role.title_2010 != role.title else ""
    does = f"Your teams can: {', '.join(role.tasks).lower()}. They plan by themselves." if role.tasks else ""
    wants = (
        [tag("p", "You want:"), tag("ul", (tag("li", goal_words(goal)) for goal in seat.goals))] if seat.goals else []
    )
    sees = [tag("li", tag("strong", f"{view.title[0].upper()}{view.title[1:]}: "), view.text) for view in seat.views]
    secret = [tag("h2", "Only you know"), markdown(seat.private), *wants]
    nothing = tag("p", "You hold no choice: you persuade, and you make things known.", class_="holds")
    return tag(
        "section",
        tag("p", f"{exercise.title} · role card{f' · {seat.seats} seats' if seat.seats > 1 else ''}", class_="kind"),
        tag("h1", role.title), markdown(role.briefing), tag("p", f"{old}{does}", class_="note"),
        tag("h2", "What all know about you"), markdown(seat.public),
        tag("div", secret, class_="private") if seat.private or seat.goals else None,
        None if seat.holds or seat.opening else nothing, _may(exercise, seat),
        tag("h2", "What you see"),
        tag("ul", sees),
        class_="page",
    )  # fmt: skip


def _orders(exercise: Exercise, seat: Seat) -> Html:
    """Return the order sheet of a role."""
    rounds = len(exercise.rounds)
    rows = []
    for name in (*seat.opening, *seat.holds):
        holding = exercise.holdings[name]
        who = "alone, before the first week only" if holding.opening else partners(holding, seat.role.key)
        first = tag("span", tag("strong", choice_name(name)), tag("small", f" {choice_help(name)}"))
        told = tag("span", tag("strong", now_words(exercise, name)), tag("br"), tag("small", allowed_words(holding)))
        rows.append((first, told, tag("small", who), *([""] * rounds)))
    heads = ("choice", "now, and what is allowed", "who decides", *(str(i) for i in range(1, rounds + 1)))
    return tag(
        "section",
        tag("p", f"{exercise.title} · order sheet, one column a round; leave blank what is to stay", class_="kind"),
        tag("h1", f"Orders: {seat.role.title}"), _table(heads, rows), class_="page orders",
    )  # fmt: skip


def _round(exercise: Exercise, number: int) -> Html:
    """Return the card that is read out when a round begins."""
    one = exercise.rounds[number - 1]
    hint = (
        [tag("p", tag("small", "If you play alone: ")), markdown(one.hint)]
        if one.hint and exercise.most_players == 1
        else []
    )
    return tag(
        "article", tag("p", f"{exercise.title} · round {number}, {one.weeks} weeks", class_="kind"),
        tag("h2", one.title), markdown(one.text), hint,
        tag("p", f"Read out at the start of round {number}; {one.minutes} minutes.", class_="back"),
        class_="inject",
    )  # fmt: skip


def _may(exercise: Exercise, seat: Seat) -> Html | None:
    """Return what a role may let happen."""
    rows = [tag("li", grant_words(grant, exercise)) for grant in seat.grants]
    return tag("div", tag("h2", "What you may let happen, once a round at most"), tag("ul", rows)) if rows else None


def _inject(exercise: Exercise, card: InjectCard) -> Html:
    """Return the card of one inject: what is handed out, and below a line when it comes."""
    where = f" · sector {card.inject.sector + 1}" if card.inject.sector is not None else ""
    return tag(
        "article", tag("p", f"{exercise.title}{where}", class_="kind"), tag("h2", card.title), markdown(card.card),
        tag("p", f"Fold this line back. Comes {inject_when(card, exercise)}.", class_="back"), class_="inject",
    )  # fmt: skip


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """Return a table."""
    return tag(
        "table", tag("thead", tag("tr", (tag("th", head, scope="col") for head in heads))),
        tag("tbody", (tag("tr", (tag("td", cell) for cell in row)) for row in rows)),
    )  # fmt: skip
