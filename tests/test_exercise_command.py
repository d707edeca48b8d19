"""The command exercise, and exercises on paper."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_exercise import SMALL

from peaceops import cli
from peaceops.experiments.exercise import load_exercise, shipped_exercises
from peaceops.viz.cards import cards_html, markdown, write_cards
from peaceops.viz.exercise_words import allowed_words, choice_name, inject_when, shown_exercise, value_words

DOCS = Path(__file__).parents[1] / "docs"


def call(words, capsys):
    """Return exit code, what was printed, and what was said on standard error."""
    with pytest.raises(SystemExit) as left:
        cli.main(["exercise", *words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


@lru_cache
def shipped(name):
    return load_exercise(name)


def test_list_names_every_shipped_exercise_with_its_question(capsys):
    code, out, _ = call(["list"], capsys)
    assert code == 0
    rows = [line.split("\t") for line in out.splitlines()[1:]]
    assert [row[0] for row in rows] == list(shipped_exercises())
    assert all(row[4].endswith("?") for row in rows)
    assert [one["name"] for one in json.loads(call(["list", "--json"], capsys)[1])] == list(shipped_exercises())


@pytest.mark.parametrize("name", shipped_exercises())
def test_show_tells_everything_but_what_is_private_and_what_is_still_to_come(name):
    one, text = shipped(name), " ".join(shown_exercise(shipped(name)).split())
    assert one.title in text
    for seat in one.seats.values():
        assert seat.role.title in text
        assert seat.private[:40] not in text
    assert not [card.title for card in one.injects if card.held and card.title in text]


def test_money_is_said_in_millions_where_choices_stand():
    one = shipped("first_100_days")
    assert allowed_words(one.holdings["resources.public_information_usd"]) == "US$ 1 m to US$ 20 m (a year)"
    assert value_words("resources.public_information_usd", 12_000_000) == "US$ 12 m"
    assert value_words("resources.public_information_usd", 400_000) == "US$ 400,000"


def test_show_and_check_of_a_file(tmp_path, capsys):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert "Small (small)" in call(["show", str(path)], capsys)[1]
    code, out, _ = call(["check", str(path)], capsys)
    assert code == 0
    assert "nothing wrong with it" in out
    assert "No round tells of: Raid" in out
    assert json.loads(call(["check", str(path), "--json"], capsys)[1])["roles"]["humanitarian_lead"]["holds"] == ["posture.escorts"]
    path.write_text(SMALL.replace("weeks = 3", "weeks = 0"), encoding="utf-8")
    code, out, err = call(["check", str(path)], capsys)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"peaceops: rounds\[1\].weeks is 0; allowed is .* \(.*small.toml, line \d+\)\n", err)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["play"], "exercise cannot 'play'; allowed is list, show, check, cards"),
        (["show"], "exercise show needs an exercise, for example: peaceops exercise show first_100_days"),
        (["cards", "exit"], "exercise cards needs a directory, for example: peaceops exercise cards exit --out cards"),
        (["show", "exit", "--out", "x"], "--out is given, and exercise show writes nothing"),
        (["show", "exitt"], "there is no exercise 'exitt'"),
    ],
)
def test_words_that_cannot_be_used_are_refused(words, told, capsys):
    code, _, err = call(words, capsys)
    assert code == 2
    assert told in err
    assert err.count("\n") == 1


class Page(HTMLParser):
    """Collects the tags that are open too long, and all text."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.bad = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)
        self.bad += [value for key, value in attrs if key in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        self.text.append(text)


def read_page(html):
    page = Page()
    page.feed(html)
    assert not page.open
    return page


@pytest.mark.parametrize("name", shipped_exercises())
def test_cards_hold_a_sheet_every_role_with_its_orders_every_round_and_every_inject(name):
    one = shipped(name)
    page = read_page(cards_html(one))
    assert page.bad == [], "the file asks for nothing else"
    assert cards_html(one).count("<main>") == 1
    text = " ".join("".join(page.text).split())
    for seat in one.seats.values():
        assert f"Orders: {seat.role.title}" in text or not (seat.holds or seat.opening)
        assert all(choice_name(choice) in text for choice in seat.holds)
        assert " ".join(seat.private.split())[:60] in text
    unseen = [goal for seat in one.seats.values() for goal in seat.goals if goal.outcome.column not in seat.columns]
    assert text.count("You cannot watch this one") == len(unseen)
    assert text.count("Read out at the start of round") == len(one.rounds)
    assert text.count("Fold this line back") == len(one.injects)
    assert all(question.text.replace("*", "") in text for question in one.questions)


def test_the_handout_and_role_cards_give_nothing_away(tmp_path):
    one = shipped("elections")
    html = cards_html(one)
    players = html[html.index("for everybody</p>") : html.index('<section class="injects">')]
    assert not [card.title for card in one.injects if card.title in players]
    assert not [played.text[:40] for played in one.rounds if played.text[:40] in players]
    secret = one.seats["host_government"].private[:40]
    assert players.count(secret) == 1
    assert secret not in html[: html.index("role card")]


def test_markup_in_texts_is_shown_as_text(tmp_path):
    assert "<script" not in markdown("<script>alert(1)</script>\n\n**so** <b>it</b>")
    assert "<strong>so</strong>" in markdown("**so**")
    assert "href" not in markdown("[x](javascript:alert(1)) <https://example.org>")
    path = tmp_path / "small.toml"
    bad = SMALL.replace("Brings relief.", "<img src=x onerror=alert(1)>").replace('"Small"', '"<i>Small</i>"')
    path.write_text(bad, encoding="utf-8")
    page = read_page(cards_html(load_exercise(path)))
    assert page.bad == []
    assert "<i>Small</i>" in "".join(page.text)


def test_cards_are_written_whole_or_not_at_all(tmp_path, capsys):
    code, out, _ = call(["cards", "first_100_days", "--out", str(tmp_path / "new" / "cards")], capsys)
    assert code == 0
    assert [path.name for path in (tmp_path / "new" / "cards").iterdir()] == ["first_100_days_cards.html"]
    assert "first_100_days_cards.html" in "".join(out.split())
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    code, _, err = call(["cards", "first_100_days", "--out", str(blocked)], capsys)
    assert code == 2
    assert err.startswith("peaceops: cannot write cards to")
    assert write_cards(shipped("exit"), tmp_path).stat().st_size > 10_000


def test_the_page_names_every_key_of_a_file():
    from peaceops.experiments.exercise_reading import GUIDE, INJECT_FIELDS, TABLES
    from peaceops.experiments.exercise_seats import SEAT

    page = (DOCS / "exercises.md").read_text(encoding="utf-8")
    missing = [key for key in {*TABLES, *INJECT_FIELDS, *SEAT, *GUIDE} if not re.search(rf"`[\w.\[\]]*\b{key}\b", page)]
    assert not missing


def test_the_example_of_the_page_is_an_exercise(tmp_path):
    page = (DOCS / "exercises.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(title.*?)```", page, flags=re.DOTALL)
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    assert load_exercise(path).minutes >= 30


@pytest.mark.parametrize("name", shipped_exercises())
def test_what_players_are_handed_holds_no_note_to_the_lecturer_and_no_code(name):
    exercise = shipped(name)
    for card in exercise.injects:
        assert "Play this" not in card.card, card.title
        assert not re.search(r"[<>=]=?|\w_\w", inject_when(card, exercise)), card.title


def test_a_condition_is_told_in_words_with_weeks_counted_from_one():
    told = {card.title: inject_when(card, shipped(name)) for name in ("collocation", "consent")
            for card in shipped(name).injects}  # fmt: skip
    assert told["Leaflets"] == "by itself, as soon as aid worker victims come to at least 2 in one week, from week 31 on"
    assert told["The campaign"] == "by itself, as soon as host consent is below 22 %, from week 14 on"


def test_the_lecturer_is_told_what_to_do_with_more_people_than_seats_and_without_a_computer():
    text = cards_html(shipped("collocation"))
    assert "several tables side by side" in text
    assert "<em>Theft inside the fence</em>" in text
    assert "on <em>ready to leave</em>" in cards_html(shipped("exit")), "in questions too"
    assert "Paper plays no weeks" in text
    page = (DOCS / "exercises.md").read_text(encoding="utf-8")
    assert "### Thirty students" in page
    assert "### On paper alone" in page


def test_the_handout_settles_orders_as_the_rules_do():
    text = " ".join(cards_html(shipped("elections")).split())
    assert "an empty seat holds nothing up" not in text
    assert "A side of the mission in whose seats nobody sits holds nothing up" in text
    for words in ("Host government while host consent is at least 50 %", "Civil society while local consent is at least 50 %"):
        assert words in text
    assert "Any change of the date or the rule of elections is a step forward" in text
    assert "Any change of the date" not in cards_html(shipped("consent"))
    assert "{" not in text[text.index("How orders are settled") : text.index("What is looked at")]


def test_what_nobody_can_know_on_paper_has_a_round_of_its_own():
    assert "on paper alone, where nobody knows that number, at the start of round 3" in cards_html(shipped("consent"))
    assert "on paper alone, where nobody knows that number, at the start of round 3" in cards_html(shipped("collocation"))
    assert "where nobody knows that number" not in cards_html(shipped("exit"))


@pytest.mark.parametrize("name", shipped_exercises())
def test_an_order_sheet_has_a_field_for_every_choice_and_round(name):
    one, html = shipped(name), cards_html(shipped(name))
    sheets = re.findall(r'<section class="page orders.*?</section>', html, flags=re.DOTALL)
    held = [len(seat.holds) + len(seat.opening) for seat in one.seats.values() if seat.holds or seat.opening]
    assert [sheet.count(f">round {len(one.rounds)}<") for sheet in sheets] == held


@pytest.mark.parametrize("name", shipped_exercises())
def test_a_guide_seats_every_student(name):
    guide = (DOCS / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    chapter = guide[guide.index("## Who sits where") : guide.index("## What comes")]
    found: dict[int, int] = {}
    students = 0
    for total, tables, size, who in re.findall(r"^\| (\d*) ?\| (\d+) of (\d+) \| ([^|]*) \|", chapter, flags=re.MULTILINE):
        students = int(total) if total else students
        found[students] = found.get(students, 0) + int(tables) * int(size)
        assert who.count(",") + 1 + sum(int(more) - 1 for more in re.findall(r"\((\d)\)", who)) == int(size)
    assert all(total == seated for total, seated in found.items())
    assert len(found) == (6 if shipped(name).most_players > 1 else 0)
