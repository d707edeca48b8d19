"""An exercise on paper: one self-contained HTML file of lecturer's sheet, handout, role cards, cards of what comes.

It is made to be printed, on A4, by any browser: a role card begins on a page of its own, its order sheet on another,
cards of rounds and injects come four to a page. Nothing that players get tells them what is still to come. Texts are
Markdown; HTML in them is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from ..experiments.exercise import Exercise, InjectCard, Seat
from ..experiments.exercise_texts import hint_for
from ..experiments.parts import write_whole_file
from ..model.errors import ResultError
from .exercise_words import (
    allowed_words,
    choice_name,
    grant_words,
    help_words,
    inject_when,
    now_words,
    own_goal_words,
    partners,
)
from .report_html import Html, tag

__all__ = ["cards_html", "markdown", "write_cards"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FROM_WEEK = re.compile(r"\bweek\s*>=?\s*(\d+)")
FEW_ORDERS = 10
"""Rows of an order sheet that fit a page in letters of the usual size."""
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
DATE = " Any change of the date or the rule of elections is a step forward."
SETTLED = (
    (
        "Among those of the mission with the head of mission, decisions are taken {style} at the start. By consensus, "
        "a choice moves as far as all go who spoke, and not at all where they pull apart; the head of mission may "
        "insist on one choice a round. In a hierarchy the head of mission's order stands, and without one that of "
        "whoever leads on the subject."
    ),
    "Without the head of mission, whoever leads on the subject decides, or else the next who spoke.",
    (
        "Where the sheet says that you need somebody, all sides must order it, and it moves as far as all of them go. "
        "A side that is there and says nothing has not agreed. Where the sheet says that each side can step back "
        "alone, the lower value holds without the others."
    ),
    "A side of the mission in whose seats nobody sits holds nothing up.",
    (
        "Outside the mission, a side in whose seats nobody sits answers by a rule. To a step back it always agrees. To "
        "a step forward it agrees by how things stand when the round begins: {rules}. On paper alone, where nobody "
        "knows these numbers, whoever leads the class answers for it.{date}"
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
    body = tag("body", tag("main", pages, small))
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
    comes = [(card.title, f"{inject_when(card, exercise)}{_on_paper(card, exercise)}") for card in exercise.injects]
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


def _settled(exercise: Exercise) -> list[str]:
    """Return how orders are settled: rules 2 to 5 of docs/exercises.md in short, as far as an exercise needs them."""
    style = STYLES[exercise.scenario.choices.coordination.decision_style]
    if len(exercise.seats) == 1:
        return [SETTLED[0].format(style=style)]
    rules = [
        f"{seat.role.title.partition(' (')[0]} {seat.role.agrees.words}"
        for key, seat in exercise.seats.items()
        if seat.role.agrees and any(len(exercise.holdings[name].sides) > 1 for name in seat.holds)
    ]
    date = DATE if "political.election_week" in exercise.holdings else ""
    told = {"style": style, "rules": "; ".join(rules), "date": date}
    return [text.format(**told) for text in SETTLED if rules or "{rules}" not in text]


def _handout(exercise: Exercise) -> Html:
    """Return the page for everybody: the country, who is at the table, and how orders are settled."""
    who = [
        (seat.role.title, str(seat.seats) if seat.seats > 1 else "", markdown(seat.public))
        for seat in exercise.seats.values()
    ]
    axes = "; ".join(axis.title for axis in exercise.axes)
    return tag(
        "section", tag("p", f"{exercise.title} · for everybody", class_="kind"), tag("h1", exercise.title),
        tag("p", exercise.question, class_="question"), markdown(exercise.summary), markdown(exercise.story),
        tag("h2", "Who is at the table"), _table(("role", "seats", "what all know"), who),
        tag("h2", "How a round goes"), tag("ol", (tag("li", text) for text in ROUND)),
        tag("h2", "How orders are settled"), tag("ul", (tag("li", text) for text in _settled(exercise))),
        tag("h2", "What is looked at in the end"), tag("p", f"{axes}. No single one says who has won."),
        class_="page tight",
    )  # fmt: skip


def _role(exercise: Exercise, seat: Seat) -> Html:
    """Return the card of one role."""
    role = seat.role
    old = f"In the sources' time: {role.title_2010}. " if role.title_2010 != role.title else ""
    does = f"Your teams can: {', '.join(role.tasks).lower()}. They plan by themselves." if role.tasks else ""
    goals = [tag("li", own_goal_words(goal, seat)) for goal in seat.goals]
    wants = [tag("p", "You want:"), tag("ul", goals)] if goals else []
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
    """Return the order sheet of a role: what each choice is, and below it a field a round, wide enough for words."""
    rounds = len(exercise.rounds)
    bodies = []
    for name in (*seat.opening, *seat.holds):
        holding = exercise.holdings[name]
        who = "alone, before the first week only" if holding.opening else partners(holding, seat.role.key)
        who += "; each side can step back alone" if holding.leaves else ""
        told = tag(
            "td", tag("strong", choice_name(name)), tag("small", f" {help_words(holding)}"), tag("br"),
            "now ", tag("strong", now_words(exercise, name)),
            tag("small", f"; allowed {allowed_words(holding)}; {who}"),
            colspan=rounds,
        )  # fmt: skip
        fields = (tag("td", tag("small", f"round {number}")) for number in range(1, rounds + 1))
        bodies.append(tag("tbody", tag("tr", told), tag("tr", fields, class_="answers")))
    return tag(
        "section",
        tag("p", f"{exercise.title} · order sheet, one field a round; leave blank what is to stay", class_="kind"),
        tag("h1", f"Orders: {seat.role.title}"), tag("table", bodies),
        class_=f"page orders{' tight' if len(bodies) > FEW_ORDERS else ''}",
    )  # fmt: skip


def _round(exercise: Exercise, number: int) -> Html:
    """Return the card that is read out when a round begins."""
    one = exercise.rounds[number - 1]
    told = hint_for(one.hint, *exercise.seats.values()) if exercise.most_players == 1 else ""
    hint = [tag("p", tag("small", "If you play alone: ")), markdown(told)] if told else []
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
    when = f"{inject_when(card, exercise)}{_on_paper(card, exercise)}"
    return tag(
        "article", tag("p", f"{exercise.title}{where}", class_="kind"), tag("h2", card.title), markdown(card.card),
        tag("p", f"Fold this line back. Comes {when}.", class_="back"),
        class_="inject",
    )  # fmt: skip


def _on_paper(card: InjectCard, exercise: Exercise) -> str:
    """Return when a card comes where nobody can know whether its condition holds: a round after it first could."""
    if card.inject.when is None:
        return ""
    first = max((int(week) for week in _FROM_WEEK.findall(card.inject.when)), default=0)
    number = min(exercise.round_of(first) + 1, len(exercise.rounds))
    return f"; on paper alone, where nobody knows that number, at the start of round {number}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """Return a table."""
    return tag(
        "table", tag("thead", tag("tr", (tag("th", head, scope="col") for head in heads))),
        tag("tbody", (tag("tr", (tag("td", cell) for cell in row)) for row in rows)),
    )  # fmt: skip
