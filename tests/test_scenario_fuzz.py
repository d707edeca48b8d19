"""Two thousand broken scenario files: each loads, or is refused in one clean sentence."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.errors import PeaceopsError
from peaceops.model.library import SHIPPED, load_scenario
from peaceops.model.registry import explain, parse_settings
from peaceops.model.scenario import Scenario
from peaceops.model.specs import specs

N_FILES = 2_000
N_BATCHES = 8
N_QUICK = 2  # batches of them; the others are among the slow tests

MIXED = """\
base = "post_accord"
title = 'A file with all that a file may hold'
story = \"\"\"
Several lines,
with [brackets] and = signs.\"\"\"
horizon_weeks = 208
choices.posture.use_of_force = 0.75

[integration]
structure = "two_feet_in"
triple_hat = false
[coordination]
joc = 12.5
decision_style = "hierarchical"

[mission]
troops = 9_000
mandated_tasks = [
  "patrol",  # a comment
  "escort",
]

[country]
population = 3_500_000
need = 4.5e-1

[armed_groups.newcomers]
kind = "spoiler"
goal = "total"
fighters = 0x7d0
home_sectors = [0, 3]

[[injects]]
kind = "coup"
week = 100
[[injects]]
kind = "propaganda_campaign"
when = "local_consent < 0.4 and week > 20"
weeks = 8
sector = 2
"""
TEXTS = [MIXED, *((SHIPPED / f"{name}.toml").read_text(encoding="utf-8") for name in ("post_accord", "contested"))]
VALUES = (
    *(
        "1e999",
        "-1e999",
        "nan",
        "-inf",
        "9" * 400,
        "-1",
        "0",
        "1.5",
        "0x" + "f" * 300,
        "1_000",
        "1e-400",
        "0b1",
        "08",
        "-0.0",
    ),
    *(
        "true",
        "false",
        '""',
        '"x"',
        "''",
        '"\\u0000"',
        '"\\ud800"',
        "'\\'",
        '"two_feet_in"',
        '"""' + "long " * 400 + '"""',
    ),
    *("[]", "{}", "[[1]]", "[1, 'a']", "{a = 1}", "2020-01-01", "1979-05-27T07:32:00Z", "+5"),
)
PAIR = re.compile(r"^([A-Za-z_]+) = ([^\[{\"'#\n]*[^\[{\"'#\n ])(\s*#.*)?$")


def rows_with_a_value(rows):
    return [number for number, row in enumerate(rows) if PAIR.match(row)]


def misspell(rng, rows):
    at = rng.randrange(len(rows))
    row = rows[at]
    if row:
        spot = rng.randrange(len(row))
        letter = rng.choice("abcxyz_.[]\"'= #\\\t\u00e9")
        rows[at] = row[:spot] + letter + row[spot + rng.randrange(2) :]
    return "\n".join(rows).encode()


def drop_or_double(rng, rows):
    at = rng.randrange(len(rows))
    rows[at : at + 1] = [rows[at]] * rng.choice([0, 0, 2, 3])
    return "\n".join(rows).encode()


def swap(rng, rows):
    one, other = rng.choice(rows_with_a_value(rows)), rng.choice(rows_with_a_value(rows))
    (a, b), (c, d) = (rows[at].partition(" = ")[::2] for at in (one, other))
    rows[one], rows[other] = f"{a} = {d}", f"{c} = {b}"
    return "\n".join(rows).encode()


def replace_value(rng, rows):
    at = rng.choice([number for number, row in enumerate(rows) if " = " in row])
    rows[at] = f"{rows[at].partition(' = ')[0]} = {rng.choice(VALUES)}"
    return "\n".join(rows).encode()


def move(rng, rows):
    row = rows.pop(rng.randrange(len(rows)))
    rows.insert(rng.randrange(len(rows)), row)
    return "\n".join(rows).encode()


def cut(rng, rows):
    raw = "\n".join(rows).encode()
    return raw[: rng.randrange(len(raw))]


def scatter_bytes(rng, rows):
    raw = bytearray("\n".join(rows).encode())
    for _ in range(rng.randrange(1, 6)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw)


def other_structure(rng, rows):
    extra = [
        "[[mission]]",
        "[injects]",
        "[armed_groups]\nx = 1",
        "[choices]\nposture = 1",
        "base = 3",
        "[a.b.c]",
        "[[]]",
    ]
    rows.insert(rng.randrange(len(rows)), rng.choice([*extra, "base = 'contested'", "[country.layers]\nneed = [[1]]"]))
    return "\n".join(rows).encode()


def noise(rng, rows):
    return rng.randbytes(rng.randrange(300))


MUTATORS = (misspell, drop_or_double, swap, replace_value, move, cut, scatter_bytes, other_structure, noise)


def check(path):
    """Load a file; return its refusal, or None if it loads."""
    try:
        scenario = load_scenario(path)
    except PeaceopsError as error:
        text = str(error)
        assert text
        assert text.isprintable()
        assert len(text) < 700
        assert not text.endswith(".")
        assert "Traceback" not in text
        assert "pydantic" not in text.lower()
        assert "validation error" not in text
        assert str(path) in text or "allowed is" in text
        return text
    assert isinstance(scenario, Scenario)
    assert len(scenario.hash) == 64
    return None


@pytest.mark.parametrize(
    "batch", [*range(N_QUICK), *(pytest.param(one, marks=pytest.mark.slow) for one in range(N_QUICK, N_BATCHES))]
)
def test_broken_files_load_or_are_refused_cleanly(batch, tmp_path):
    rng = random.Random(1_000 + batch)  # noqa: S311
    path = tmp_path / "broken.toml"
    refused = 0
    for _ in range(N_FILES // N_BATCHES):
        text = rng.choice([MIXED, MIXED, *TEXTS])
        raw = rng.choice(MUTATORS)(rng, text.split("\n"))
        path.write_bytes(raw)
        refused += check(path) is not None
    assert 0.3 < refused / (N_FILES / N_BATCHES) < 0.95  # the mutations bite, and not every one is fatal


def named(rng, rows, how):
    """Break one known line; return the content and the line that the refusal must name."""
    at = rng.choice(rows_with_a_value(rows))
    name, value = rows[at].split(" = ", 1)
    if how == "misspelt":
        rows[at] = f"{name}qq = {value}"
    elif how == "extreme":
        rows[at] = f"{name} = 1e300"
    elif how == "type":
        rows[at] = f"{name} = 'words'" if name not in ("label", "text") else f"{name} = 3"
    elif how == "doubled":
        rows.insert(at + 1, rows[at])
        at += 1
    elif how == "syntax":
        rows[at] = f"{name} = = {value}"
    elif how == "bytes":
        rows[at] = f"{name} = \udcff"
    return "\n".join(rows).encode("utf-8", "surrogateescape"), at + 1


@pytest.mark.parametrize("how", ["misspelt", "extreme", "type", "doubled", "syntax", "bytes"])
def test_one_mistake_is_shown_in_its_line(how, tmp_path):
    rng = random.Random(how)  # noqa: S311
    path = tmp_path / "broken.toml"
    for _ in range(60):
        raw, line = named(rng, rng.choice(TEXTS).split("\n"), how)
        path.write_bytes(raw)
        text = check(path)
        assert text is not None
        assert text.endswith(f"({path}, line {line})"), text


NAMES = st.sampled_from([spec.path for spec in specs(Scenario)]).map(
    lambda path: ".".join({"*": "0" if path[0] == "injects" else "newcomers"}.get(part, part) for part in path)
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(changes=st.dictionaries(NAMES | NAMES.map(lambda name: name.rpartition(".")[0]) | st.text(max_size=12), ODD))
def test_odd_changes_are_taken_or_refused_cleanly(changes):
    base = load_scenario("post_accord").with_changes(
        {
            "armed_groups.newcomers": {"kind": "spoiler", "fighters": 10},
            "injects": [{"kind": "attack", "week": 3, "group": "newcomers"}],
        }
    )
    settings = [f"{name}={value}" for name, value in changes.items()]
    for action in (
        lambda: base.with_changes(changes),
        lambda: base.with_choices(changes),
        lambda: base.with_changes(parse_settings(settings)),
        lambda: [explain(name, base) for name in changes],
    ):
        text = "fine"
        try:
            action()
        except PeaceopsError as error:
            text = str(error)
        assert text.isprintable()
        assert "pydantic" not in text.lower()
        assert "validation error" not in text
