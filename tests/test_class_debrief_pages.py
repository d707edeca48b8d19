"""The debrief made from the pages, in a browser: with names or without, its raw data, and how far it has come."""

from __future__ import annotations

import io
import secrets
import zipfile
from pathlib import Path

import pytest
from class_browser import LAPTOP, PHONE, Somebody, accessible, needs_browser, reopened
from class_scripts import CONVOY, Scripted

from peaceops.experiments.classroom.game import new_game

pytestmark = needs_browser


def downloaded(page, name):
    """Press a button and return the file that comes of it, and its name."""
    with page.expect_download(timeout=300_000) as waiting:
        page.locator("main").get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes(), waiting.value.suggested_filename


def test_the_lecturer_makes_the_debrief_with_names_and_without(tmp_path):
    short = tmp_path / "convoy.toml"
    short.write_text(CONVOY.replace("weeks = 8", "weeks = 4"), encoding="utf-8")
    made = Scripted(tmp_path / "class.sqlite", str(short), {"force_commander.1": "Zebulon"})
    for force in (0.9, 0.1):
        made.round(orders=[("force_commander.1", "posture.use_of_force", force)])
    made.do("lecturer", "end")
    made.close()
    with reopened(tmp_path) as (one, browser):
        lecturer = Somebody(browser, LAPTOP)
        lecturer.page.goto(one.link)
        lecturer.go("class")
        with lecturer.page.expect_response("**/api/debrief/progress", timeout=120_000):
            named, name = downloaded(lecturer.page, "Make the debrief")
        assert name == "class_debrief.html"
        lecturer.see("with names: class_debrief.html", "#controls")  # it stays to be read
        assert b"Zebulon" in named
        lecturer.page.get_by_label("With the names of players").uncheck()
        nameless, _ = downloaded(lecturer.page, "Make the debrief")
        assert nameless.startswith(b"<!DOCTYPE html>")
        assert b"Zebulon" not in nameless
        packed, name = downloaded(lecturer.page, "Raw data")
        assert name == "class_debrief_data.zip"
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            assert file.read("class_debrief.html") == nameless
            assert "class_debrief_data/debrief.json" in file.namelist()
            assert not any(b"Zebulon" in file.read(each) for each in file.namelist())
        assert b"class_debrief_data --check" in nameless
        lecturer.tidy()
        wall = lecturer.tab()
        wall.goto(f"{one.address}projector")
        wall.locator(".axes .curve").nth(len(made.game.exercise.axes) - 1).wait_for()
        wall.close()
        for size in (PHONE, LAPTOP):
            debrief = Somebody(browser, size).page
            debrief.set_content(named.decode())
            accessible(debrief)
            cut = "[...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth).length"
            assert debrief.evaluate(cut) == 0  # on a phone a row's cells stand below each other, with their headings


@pytest.mark.slow  # the same button and the same files as the lecturer's, which stays quick
def test_who_plays_alone_gets_the_raw_data_too(tmp_path):
    (tmp_path / "alone.toml").write_text("solo = true\n" + CONVOY, encoding="utf-8")
    game = new_game(tmp_path / "class.sqlite", str(tmp_path / "alone.toml"), solo=True)
    game.play()
    joined = game.join(secrets.token_urlsafe(18), game.code, "Zebulon")
    player, key = joined["player"], joined["key"]
    for do, fields in (("sit", {"seat": "force_commander.1"}), ("next", {}), ("ready", {"ready": True}), ("end", {})):
        game.do(player, {"id": secrets.token_urlsafe(18), "do": do, **fields})
        game.tick()  # the clock ends the round as soon as all are ready
        game.play()
    assert [one.round for one in game.state.settled] == [1]
    game.close()
    with reopened(tmp_path) as (one, browser):
        me = Somebody(browser, PHONE)
        me.page.goto(one.address)
        me.page.evaluate("key => localStorage.setItem('peaceops.class.student', key)", key)
        me.page.reload()
        packed, name = downloaded(me.page, "Raw data")
        assert name == "solo_debrief_data.zip"
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            assert "class_debrief_data/debrief.json" in file.namelist()
