"""TOML is read with the line of every key, and what cannot be read is refused in one sentence."""

from __future__ import annotations

import tomllib

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.errors import ScenarioError
from peaceops.model.toml_source import key_lines, oneline, read_toml

RICH = '''# comment with [brackets] and = signs
title = "a # no comment"
"quoted key" = 1
story = """
[not a table]
x = 1
"""
raw = \'\'\'
"y" = 2\'\'\'
date = 2020-01-02T03:04:05Z

[mission]  # trailing
troops = 5
police . individual = 7
list = [
  1,
  # between
  [2, 3],
  { a = 1, b = [4] },
]

[armed_groups.reds]
fighters = 1
[armed_groups."blue ones"]
fighters = 2

[[injects]]
kind = "coup"
[injects.extra]
deep = true
[[injects]]
kind = "scandal"
'''


def paths_of(values, path=()):
    if isinstance(values, dict):
        for name, value in values.items():
            yield (*path, name)
            yield from paths_of(value, (*path, name))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield (*path, index)
            yield from paths_of(value, (*path, index))


def refusal(path):
    with pytest.raises(ScenarioError) as caught:
        read_toml(path)
    text = str(caught.value)
    assert "\n" not in text
    assert not text.endswith(".")
    return text


def test_every_key_has_its_line():
    lines = key_lines(RICH)
    assert set(lines) == set(paths_of(tomllib.loads(RICH)))
    wanted = {
        ("title",): 2,
        ("quoted key",): 3,
        ("story",): 4,
        ("raw",): 8,
        ("date",): 10,
        ("mission",): 12,
        ("mission", "troops"): 13,
        ("mission", "police"): 14,
        ("mission", "police", "individual"): 14,
        ("mission", "list"): 15,
        ("mission", "list", 0): 16,
        ("mission", "list", 1, 1): 18,
        ("mission", "list", 2, "b", 0): 19,
        ("armed_groups",): 22,
        ("armed_groups", "reds", "fighters"): 23,
        ("armed_groups", "blue ones"): 24,
        ("injects",): 27,
        ("injects", 0, "kind"): 28,
        ("injects", 0, "extra", "deep"): 30,
        ("injects", 1): 31,
        ("injects", 1, "kind"): 32,
    }
    assert {path: lines[path] for path in wanted} == wanted


keys = st.text(min_size=1, max_size=6) | st.sampled_from(["a", "b-c", "d_1", "x.y", "#", "[z]", '"'])
scalars = st.integers(-(2**60), 2**60) | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20)
nested = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)


@given(values=st.dictionaries(keys, nested, max_size=4), multiline=st.booleans())
def test_the_scanner_finds_exactly_the_keys_that_tomllib_finds(values, multiline):
    text = tomli_w.dumps(values, multiline_strings=multiline)
    assert set(key_lines(text)) == set(paths_of(tomllib.loads(text)))


@given(values=st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.integers(), min_size=1, max_size=8))
def test_lines_are_those_of_the_text(values):
    text = "\n\n# note\n".join(f"{name} = {value}" for name, value in values.items())
    rows = text.split("\n")
    for (name,), line in key_lines(text).items():
        assert rows[line - 1].startswith(f"{name} = ")


@given(text=st.text(alphabet="ab=[]{}\"'#,.\n 1\\", max_size=60))
def test_the_scanner_survives_any_text(text):
    for line in key_lines(text).values():
        assert 1 <= line <= text.count("\n") + 1


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_and_byte_order_marks_change_nothing(tmp_path, ends):
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + RICH.replace("\n", ends).encode())
    source = read_toml(path)
    assert source.values == tomllib.loads(RICH)
    assert source.where(("mission", "troops")) == f" ({path}, line 13)"
    assert source.where(("mission", "unknown")) == f" ({path}, line 12)"
    assert source.where(("elsewhere",)) == f" ({path})"


@pytest.mark.parametrize(
    ("content", "line", "match"),
    [
        (b"a = 1\nb = = 2\n", 2, "not valid TOML: invalid value"),
        (b"a = 1\nb 2\n", 2, "not valid TOML: expected '=' after a key"),
        (b"a = 1\n\n\na = 2\n", 4, "a is given twice; it stands in line 1 already"),
        (b"[m]\nx = 1\n[n]\nx = 1\n[m]\ny = 1\n", 5, "m is given twice; it stands in line 1 already"),
        (b"[m]\nx = 1\nx = 2\n", 3, "m.x is given twice; it stands in line 2 already"),
        (b"m = {a = 1, a = 2}\n", 1, "m.a is given twice; it stands in line 1 already"),
        (b"a = 1\nb = 'open\n", 2, "not valid TOML"),
        (b"a = [1,\n2,\n", 2, "not valid TOML"),
        (b"a = 1\nb = \xff\n", 2, "not a text file in UTF-8"),
        (b"a = 1\nb = \x00\n", 2, "not a text file: it holds a zero byte"),
        (b"d = 2020-13-45\n", 1, "not valid TOML"),
    ],
)
def test_what_cannot_be_parsed_is_shown_with_its_line(tmp_path, content, line, match):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    text = refusal(path)
    assert text.startswith(match)
    assert text.endswith(f"({path}, line {line})")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"# only a comment\n", "the file says nothing"),
        (b"a = " + b"[" * 20_000, "not valid TOML: "),
        (b"a = " + b"9" * 6_000, "not valid TOML: a number is too long"),
        (b"a" * 5_000_001, "has 5000001 bytes; allowed is at most 5000000"),
    ],
)
def test_odd_files_are_refused(tmp_path, content, match):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    assert match in refusal(path)


def test_missing_files_directories_and_impossible_names_are_refused(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path} is a directory; allowed is a TOML file"
    assert refusal(tmp_path / "no.toml") == f"there is no file {tmp_path / 'no.toml'}"
    assert "cannot be read" in refusal(tmp_path / ("x" * 5_000)) or "no file" in refusal(tmp_path / ("x" * 5_000))
    assert refusal("a\0b.toml")


def test_one_line_is_printable_and_short():
    assert oneline("a\nb\x07") == "a\\nb\\x07"
    assert oneline("x" * 100, longest=10) == "xxxxxxx..."
