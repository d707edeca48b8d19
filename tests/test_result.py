"""A result is saved whole or not at all, comes back as it was, and says in one sentence why it cannot."""

from __future__ import annotations

import errno
import json
import math
import pickle
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model import result_files
from peaceops.model.causes import Causes
from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.errors import ResultError
from peaceops.model.events import Events
from peaceops.model.provenance import as_json
from peaceops.model.recorder import Recorder
from peaceops.model.result import Result, empty_benchmarks, load_result, provenance, summarise

TABLES = ("weekly", "events", "benchmarks", "causes")
FILES = sorted([*(f"{name}.parquet" for name in TABLES), "maps.npz", "result.json"])


def make_result(n_weeks: int = 4, seed: int = 0) -> Result:
    draw = np.random.default_rng(seed)
    recorder, causes, events = Recorder(n_weeks), Causes(n_weeks), Events()
    for week in range(1, n_weeks + 1):
        recorder.record(week, "operation", {c.name: float(draw.random()) for c in NUMBER_COLUMNS})
        causes.add("local_consent", "misconduct", -float(draw.random()))
        causes.close_week(week)
        events.add(
            week, "attack", cell=week, sector=1, actor="militia", size=2.5, text="Fünf Dörfer – ‘quoted’, \n 村."
        )
    weekly = recorder.frame()
    return Result(
        weekly=weekly,
        events=events.frame(),
        benchmarks=empty_benchmarks(),
        causes=causes.frame(),
        summary=summarise(weekly, troop_ceiling=15_000),
        provenance=provenance("post_accord", "f00d", seed, {"mission": {"troops": 15_000, "tasks": ("patrol",)}}),
        maps={0: {"need": draw.random((3, 2))}, n_weeks: {"need": draw.random((3, 2)), "control/1": np.ones((3, 2))}},
        country={"width": 3, "height": 2, "cell_km": 15.0, "sector": np.arange(6).reshape(3, 2), "capital": 4,
                 "towns": np.array([1, 4]), "road": np.array([True, False]), "name": None},
    )  # fmt: skip


def assert_same(one: Result, other: Result) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.summary == other.summary
    assert [type(v) for v in one.summary.values()] == [type(v) for v in other.summary.values()]
    assert list(one.summary) == list(other.summary)
    assert one.provenance == other.provenance
    assert list(one.country) == list(other.country)
    assert one.equals(other, with_platform=True)


def left_in(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


# --- there and back ---------------------------------------------------------------------------------------------------


def test_a_result_comes_back_as_it_was(tmp_path):
    result = make_result()
    assert result.save(tmp_path / "deep" / "run7") == tmp_path / "deep" / "run7"
    assert left_in(tmp_path / "deep" / "run7") == FILES
    assert left_in(tmp_path / "deep") == ["run7"]
    assert_same(load_result(str(tmp_path / "deep" / "run7")), result)


scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
keys = st.text(max_size=8)
nested = st.recursive(
    scalars | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(
    n_weeks=st.integers(1, 6),
    seed=st.integers(0, 2**63),
    summary=st.dictionaries(keys, scalars, max_size=4),
    parameters=st.dictionaries(keys, nested, max_size=3),
    met=st.lists(
        st.tuples(
            keys, keys, st.sampled_from(["short", "long"]), keys, st.booleans(), st.none() | st.integers(0, 9), keys
        )
    ),
    layer=st.sampled_from(["float64", "float32", "int16", "bool"]),
)
def test_anything_a_run_can_hold_comes_back_as_it_was(tmp_path_factory, n_weeks, seed, summary, parameters, met, layer):
    result = make_result(n_weeks, seed)
    result.summary |= summary
    result.provenance = provenance("s", "h", seed, parameters)
    columns = list(zip(*met, strict=True)) or [()] * 7
    types = empty_benchmarks().dtypes
    result.benchmarks = pd.DataFrame(
        {name: pd.Series(list(column), dtype=types[name]) for name, column in zip(types.index, columns, strict=True)}
    )
    result.maps[2] = {"x": np.array([[0, 1], [1, 0]], dtype=layer)}
    result.maps[3] = {}
    place = tmp_path_factory.mktemp("results") / "run"
    result.save(place)
    loaded = load_result(place)
    assert_same(loaded, result)
    assert loaded.maps[2]["x"].dtype == np.dtype(layer)
    assert list(loaded.maps) == list(result.maps)


def test_the_same_result_saved_twice_gives_the_same_bytes(tmp_path):
    make_result().save(tmp_path / "a")
    make_result().save(tmp_path / "b")
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_no_path_and_no_date_is_kept(tmp_path):
    make_result().save(tmp_path / "run")
    text = (tmp_path / "run" / "result.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert str(Path.cwd()) not in text


def test_a_result_survives_pickling():
    assert_same(pickle.loads(pickle.dumps(make_result())), make_result())  # noqa: S301


# --- whole or not at all ----------------------------------------------------------------------------------------------


def interrupt(_: Path) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("before", [False, True], ids=["new", "over an old one"])
def test_an_interrupted_save_leaves_what_was_there(tmp_path, before):
    old = make_result(seed=1)
    if before:
        old.save(tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        make_result(seed=2).save(tmp_path / "run", also=interrupt)
    assert left_in(tmp_path) == (["run"] if before else [])
    if before:
        assert_same(load_result(tmp_path / "run"), old)


@pytest.mark.parametrize("n_done", range(len(FILES)))
def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch, n_done):
    old = make_result(seed=1)
    old.save(tmp_path / "run")
    done = []

    def failing(self, *content, **options):
        if len(done) == n_done:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(self)
        return original[self.suffix == ".json"](self, *content, **options)

    original = (Path.write_bytes, Path.write_text)
    monkeypatch.setattr(Path, "write_bytes", failing)
    monkeypatch.setattr(Path, "write_text", failing)
    with pytest.raises(ResultError, match=r"^cannot write the result to .*run: No space left on device$"):
        make_result(seed=2).save(tmp_path / "run")
    monkeypatch.undo()
    assert left_in(tmp_path) == ["run"]
    assert_same(load_result(tmp_path / "run"), old)


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), KeyboardInterrupt()])
def test_the_old_result_comes_back_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch, error):
    old = make_result(seed=1)
    old.save(tmp_path / "run")
    rename = Path.rename

    def failing(self, target):
        if ".partial-" in self.name:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((ResultError, KeyboardInterrupt)):
        make_result(seed=2).save(tmp_path / "run")
    assert left_in(tmp_path) == ["run"]
    assert_same(load_result(tmp_path / "run"), old)


def test_saving_over_a_result_replaces_it_whole(tmp_path):
    make_result(seed=1).save(tmp_path / "run", also=lambda place: (place / "page.html").write_text("old") and None)
    (tmp_path / "run" / "story.png").write_bytes(b"old")
    new = make_result(n_weeks=6, seed=2)
    new.save(tmp_path / "run")
    assert left_in(tmp_path) == ["run"]
    assert left_in(tmp_path / "run") == FILES
    assert_same(load_result(tmp_path / "run"), new)


def test_a_damaged_result_can_be_replaced(tmp_path):
    make_result().save(tmp_path / "run")
    (tmp_path / "run" / "maps.npz").unlink()
    (tmp_path / "run" / "weekly.parquet").write_bytes(b"")
    make_result().save(tmp_path / "run")
    assert_same(load_result(tmp_path / "run"), make_result())


def test_pictures_can_be_added_and_belong_to_the_result(tmp_path):
    def draw(place: Path) -> None:
        (place / "story.png").write_bytes(b"png")

    make_result().save(tmp_path / "run", also=draw)
    assert left_in(tmp_path / "run") == sorted([*FILES, "story.png"])
    assert_same(load_result(tmp_path / "run"), make_result())


def test_an_empty_directory_and_a_link_to_one_can_be_used(tmp_path):
    (tmp_path / "empty").mkdir()
    make_result().save(tmp_path / "empty")
    assert_same(load_result(tmp_path / "empty"), make_result())
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    make_result().save(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert_same(load_result(tmp_path / "elsewhere"), make_result())


@pytest.mark.parametrize("index", [None, b"{}", b"\xff", b"[1]", b'{"format": "other"}', b"[" * 5000])
def test_a_directory_that_holds_something_else_is_left_alone(tmp_path, index):
    (tmp_path / "thesis.txt").write_text("years of work")
    if index is not None:
        (tmp_path / "result.json").write_bytes(index)
    names = left_in(tmp_path)
    with pytest.raises(ResultError, match="it is not empty and holds no result"):
        make_result().save(tmp_path)
    assert left_in(tmp_path) == names
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_notes_put_beside_a_result_are_never_lost(tmp_path):
    make_result(seed=1).save(tmp_path / "run")
    (tmp_path / "run" / "notes.md").write_text("mine")
    with pytest.raises(ResultError, match=r"cannot replace the result in .*run: notes\.md is not part of it"):
        make_result(seed=2).save(tmp_path / "run")
    assert_same(load_result(tmp_path / "run"), make_result(seed=1))


def test_a_file_in_the_way_is_left_alone(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(ResultError, match="it is not a directory"):
        make_result().save(tmp_path / "run")
    with pytest.raises(ResultError, match=r"cannot write the result to .*: "):
        make_result().save(tmp_path / "run" / "below")
    assert (tmp_path / "run").read_text() == "a file"


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("summary", {"cost_usd": math.nan}, "'cost_usd' in the summary of the result cannot be stored"),
        ("summary", {"x": {1, 2}}, "'x' in the summary of the result cannot be stored: set"),
        ("provenance", {"when": math.inf}, "'when' in the provenance of the result cannot be stored"),
        ("country", {"towns": [object()]}, "'towns' in the country of the result cannot be stored: object"),
        ("maps", {0: {"need": np.array([None])}}, "the maps cannot be stored"),
        ("events", pd.DataFrame({"x": [1, "a"]}), "table events cannot be stored"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_is_written(tmp_path, part, value, message):
    result = make_result()
    setattr(result, part, value)
    with pytest.raises(ResultError, match=message) as caught:
        result.save(tmp_path / "run")
    assert "\n" not in str(caught.value)
    assert left_in(tmp_path) == []


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_missing_or_foreign_directory_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "result.json").write_text('{"answer": 42}')
    for name, message in {
        "none": "no result at .*none: there is no such directory",
        "file": "no result at .*file: it is not a directory",
        "empty": r"no result at .*empty: it holds no result\.json",
        "foreign": r"no result at .*foreign: its result\.json is not that of a peaceops result",
    }.items():
        with pytest.raises(ResultError, match=message):
            load_result(tmp_path / name)


@pytest.mark.parametrize("name", [name for name in FILES if name != "result.json"])
def test_a_missing_or_altered_file_is_named(tmp_path, name):
    make_result().save(tmp_path / "run")
    path = tmp_path / "run" / name
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(ResultError, match=f"damaged: {name} is not the file that was saved"):
        load_result(tmp_path / "run")
    path.unlink()
    with pytest.raises(ResultError, match=f"damaged: {name} is missing"):
        load_result(tmp_path / "run")
    path.mkdir()
    with pytest.raises(ResultError, match=r"cannot read .*"):
        load_result(tmp_path / "run")


def index_with(place: Path, **changes: object) -> None:
    path = place / "result.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format_version": 2}, "has format version 2; this version reads 1"),
        ({"summary": None}, "lacks 'summary'"),
        ({"files": {}}, "does not list"),
        ({"layers": ["nowhere"]}, "is damaged: 'nowhere'"),
        ({"layers": [[]]}, "is damaged: "),
        ({"map_weeks": []}, "is damaged: 0"),
        ({"map_weeks": [{}]}, "is damaged: "),
    ],
)
def test_an_altered_index_is_found(tmp_path, changes, message):
    make_result().save(tmp_path / "run")
    index_with(tmp_path / "run", **changes)
    with pytest.raises(ResultError, match=message):
        load_result(tmp_path / "run")


def test_an_index_cannot_point_out_of_the_directory(tmp_path):
    make_result().save(tmp_path / "run")
    files = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))["files"]
    index_with(tmp_path / "run", files=files | {"../secret": "0"})
    with pytest.raises(ResultError, match=r"lists the unknown file '\.\./secret'"):
        load_result(tmp_path / "run")


def test_a_table_without_its_columns_is_found(tmp_path):
    result = make_result()
    result.weekly = result.weekly.drop(columns="troops")
    result.save(tmp_path / "run")
    with pytest.raises(ResultError, match=r"weekly\.parquet lacks column 'troops'"):
        load_result(tmp_path / "run")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    place = tmp_path_factory.mktemp("saved") / "run"
    make_result().save(place)
    return place


@given(name=st.sampled_from(FILES), data=st.data())
def test_a_damaged_file_gives_one_sentence_or_a_result(tmp_path_factory, saved, name, data):
    place = tmp_path_factory.mktemp("damaged") / "run"
    shutil.copytree(saved, place)
    content = (place / name).read_bytes()
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    damaged = content[:start] + data.draw(st.binary(max_size=20)) + content[end:]
    (place / name).write_bytes(damaged)
    try:
        loaded = load_result(place)
    except ResultError as error:
        text = str(error)
    else:
        assert isinstance(loaded, Result)
        text = ""
        assert name == "result.json" or damaged == content
    assert "\n" not in text


# --- provenance, check, plot ------------------------------------------------------------------------------------------


def test_provenance_says_what_is_needed_to_run_it_again():
    origin = provenance("contested", "beef", 7, {"mission": {"troops": np.int64(8000), "share": np.float64(0.5)}})
    assert (origin["scenario"], origin["scenario_hash"], origin["seed"]) == ("contested", "beef", 7)
    assert origin["parameters"] == {"mission": {"troops": 8000, "share": 0.5}}
    assert {"mesa", "numpy", "pandas"} <= set(origin["packages"])
    assert origin["version"]
    assert origin == as_json(origin)


@pytest.mark.parametrize("value", [math.nan, object(), {1}])
def test_provenance_refuses_what_json_cannot_hold(value):
    with pytest.raises(ValueError, match=r"."):
        provenance("s", "h", 1, {"x": value})


def test_the_check_names_what_no_cause_explains():
    def consent(levels: list[float]) -> pd.DataFrame:
        recorder = Recorder(len(levels))
        for week, level in enumerate(levels, start=1):
            recorder.record(
                week, "operation", dict.fromkeys((c.name for c in NUMBER_COLUMNS), 0.0) | {"host_consent": level}
            )
        return recorder.frame()

    causes = Causes(3)
    for week, change in enumerate([0.0, -0.25, 0.0], start=1):
        causes.add("host_consent", "sovereignty", change)
        causes.close_week(week)
    result = make_result()
    result.weekly, result.causes = consent([0.5, 0.25, 0.25]), causes.frame()
    result.check()
    result.weekly = consent([0.5, 0.25, 0.5])
    with pytest.raises(ResultError, match=r"the largest gap is 0\.25 of host_consent in week 3"):
        result.check()


def test_results_differ_where_one_number_does():
    one = make_result()
    for change in (
        lambda r: r.weekly.__setitem__("troops", 0.0),
        lambda r: r.summary.__setitem__("weeks", 5),
        lambda r: r.provenance.__setitem__("seed", 5),
        lambda r: r.maps[0].__setitem__("need", np.zeros((3, 2))),
        lambda r: r.country.__setitem__("capital", 5),
    ):
        other = make_result()
        assert one.equals(other)
        change(other)
        assert not one.equals(other)
    other = make_result()
    other.provenance["python"] = "4.0"
    assert one.equals(other)
    assert not one.equals(other, with_platform=True)


def test_drawing_is_attached_from_outside(monkeypatch):
    monkeypatch.setattr(Result, "plotter", None)
    with pytest.raises(ResultError, match="nothing is attached that draws results"):
        make_result().plot()
    monkeypatch.setattr(Result, "plotter", staticmethod(lambda result, title="": (title, len(result.weekly))))
    assert make_result().plot(title="run") == ("run", 4)


def test_the_files_are_listed_once():
    assert sorted(result_files.TABLES) == sorted(TABLES)
