"""Tables in parts: whole or not at all, few files, nothing twice."""

from __future__ import annotations

import errno

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.experiments import parts
from peaceops.experiments.parts import join_parts, live_parts, read_parts, tidy, write_part, write_whole_file

JOINED = 6


@pytest.fixture(autouse=True, scope="module")
def few_parts_are_joined():
    """Join sooner than in earnest, so that few writes show it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "JOINED", JOINED)
        yield


def rows(first: int, n: int = 3, **more) -> pa.Table:
    return pa.table({"run_id": pa.array(range(first, first + n), pa.int64()), **more})


def numbers(place) -> list[int]:
    return read_parts(place)["run_id"].to_pylist()


def test_many_writes_lie_in_few_files_and_each_row_is_there_once(tmp_path):
    writes = JOINED * JOINED + 5
    for number in range(writes):
        write_part(tmp_path, number, rows(number, 1))
        join_parts(tmp_path)
        assert len(list(tmp_path.iterdir())) < 2 * JOINED
    assert [part.size for part in live_parts(tmp_path)] == [JOINED * JOINED, 1, 1, 1, 1, 1]
    assert numbers(tmp_path) == list(range(writes))


@pytest.mark.parametrize("removed", [0, 1, 4, JOINED])
def test_a_process_killed_while_it_joins_leaves_nothing_twice(tmp_path, removed, monkeypatch):
    for number in range(JOINED):
        write_part(tmp_path, number, rows(3 * number))
    loose = {path: path.read_bytes() for path in tmp_path.iterdir()}
    join_parts(tmp_path)
    for path in sorted(loose)[removed:]:
        path.write_bytes(loose[path])
    assert numbers(tmp_path) == list(range(3 * JOINED))
    (tmp_path / "part-000099-000099.parquet.partial").write_bytes(b"half")
    tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"part-000000-{JOINED - 1:06d}.parquet"]
    assert numbers(tmp_path) == list(range(3 * JOINED))


def test_writes_that_do_not_count_are_removed_and_others_are_kept_though_joined(tmp_path):
    for number in range(JOINED):
        write_part(tmp_path, number, rows(number, 1))
    join_parts(tmp_path)
    write_part(tmp_path, JOINED, rows(JOINED, 1))
    tidy(tmp_path, JOINED - 1)
    assert numbers(tmp_path) == list(range(JOINED))
    tidy(tmp_path, JOINED - 1)
    assert numbers(tmp_path) == list(range(JOINED))


VALUES = st.sampled_from([None, 1.5, "agreed"])


@given(columns=st.lists(st.tuples(VALUES, VALUES), min_size=JOINED, max_size=JOINED))
def test_columns_without_values_numbers_or_texts_are_joined_as_they_were(columns, tmp_path_factory):
    place = tmp_path_factory.mktemp("parts")
    for number, (one, other) in enumerate(columns):
        write_part(place, number, rows(number, 1, one=pa.array([one]), other=pa.array([other])))
    before = read_parts(place).to_pydict()
    join_parts(place)
    assert len(live_parts(place)) == 1
    assert read_parts(place).to_pydict() == before
    texts = {str(value) for pair in columns for value in pair if value is not None}
    assert {str(v) for name in ("one", "other") for v in before[name] if v is not None} == texts


def test_a_reader_finds_parts_that_are_joined_under_its_hands(tmp_path, monkeypatch):
    for number in range(JOINED):
        write_part(tmp_path, number, rows(number, 1))
    plain, called = parts.live_parts, []

    def too_early(place):
        found = plain(place)
        if not called:
            called.append(True)
            join_parts(place)
        return found

    monkeypatch.setattr(parts, "live_parts", too_early)
    assert numbers(tmp_path) == list(range(JOINED))
    assert called


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_leaves_the_old_file_and_no_other(tmp_path, number):
    place = tmp_path / "manifest.json"
    write_whole_file(place, b"old")

    def refuse(file):
        file.write(b"half of the n")
        raise OSError(number, "refused")

    with pytest.raises(OSError, match="refused"):
        write_whole_file(place, refuse)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("manifest.json", b"old")]
