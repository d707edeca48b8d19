"""Layers given by the user: what is followed, and the sentence that tells what is wrong with one."""

from __future__ import annotations

import numpy as np
import pytest

from peaceops.model.chance import Chance
from peaceops.model.country import Country, CountryParameters, Homeland, generate_country
from peaceops.model.errors import LayerError
from peaceops.model.layers import LAYERS, read_csv, read_layers

W, H = 8, 6
GROUPS = (Homeland("rebels", (3,), 0.4, 1), Homeland("bandits", (2,), 0.3, 0))


def make(layers: dict[str, object], **changes: object) -> Country:
    parameters = CountryParameters(width=W, height=H, n_identity_groups=3, layers=layers, **changes)
    return generate_country(parameters, GROUPS, Chance(1))


def example(name: str) -> np.ndarray:
    """Return an allowed layer of this name, shape (W, H)."""
    values = Chance(7).uniform(name, 0, W * H).reshape(W, H)
    kind = LAYERS.get(name, "share")
    if name == "capital":
        return (np.arange(W * H) == 20).reshape(W, H).astype(float)
    if kind == "count":
        return np.full((W, H), 1_000.0) if name != "residents" else np.floor(values * 50_000.0)
    if kind == "flag":
        return (values > 0.8).astype(float)
    if kind == "sector":
        return np.repeat(np.arange(4.0), W * H // 4).reshape(W, H)
    return values / 4.0


def write(path, rows) -> str:
    path.write_text("\n".join(",".join(str(value) for value in row) for row in rows) + "\n")
    return str(path)


@pytest.mark.parametrize(
    "name", [*LAYERS, "group_share.0", "group_share.2", "control.government", "control.rebels", "control.bandits"]
)
def test_every_layer_can_be_given_and_is_followed(name):
    layer = example(name)
    country = make({name: layer})
    flat = layer.ravel()
    family, _, member = name.partition(".")
    if name == "town":
        assert set(country.towns.tolist()) == set(np.flatnonzero(flat).tolist())
    elif name == "capital":
        assert country.capital == 20
    elif family == "group_share":
        assert country.group_share[int(member)] == pytest.approx(flat)
    elif family == "control":
        assert (country.control[country.holders.index(member)] == flat).all()
    else:
        assert (getattr(country, name) == flat).all()
    assert country.control.sum(axis=0).max() <= 1.0 + 1e-9
    assert country.group_share.sum(axis=0) == pytest.approx(1.0)
    assert country.displaced.sum() == country.hosted.sum()
    assert np.isfinite(country.need).all()


def test_the_population_follows_the_residents_given():
    residents = example("residents")
    country = make({"residents": residents})
    assert (country.residents == residents.ravel()).all()
    assert country.people_total() == residents.sum() + 300_000 + 250_000
    assert country.capital == np.argmax(residents)


def test_all_layers_together_make_a_country():
    country = make({name: example(name) for name in LAYERS if name != "town"} | {"town": example("capital")})
    assert country.towns.tolist() == [20]
    assert (country.hosted == 1_000.0).all()
    assert country.sector[country.sector_offices].tolist() == [0, 1, 2, 3]


def test_csv_rows_run_from_the_north_and_columns_from_the_west(tmp_path):
    path = write(tmp_path / "need.csv", [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    field = read_csv("need", path)
    assert field.shape == (3, 2)
    assert field[0, 1] == 0.1
    assert field[2, 0] == 0.6


def test_a_file_and_an_array_of_the_same_map_are_the_same(tmp_path):
    layer = example("residents")
    path = write(tmp_path / "residents.csv", layer.T[::-1])
    assert (make({"residents": path}).need == make({"residents": layer}).need).all()
    assert (make({"residents": tmp_path / "residents.csv"}).residents == layer.ravel()).all()


def test_a_layer_survives_a_mark_at_the_start_and_blank_lines_at_the_end(tmp_path):
    path = tmp_path / "need.csv"
    path.write_bytes(b"\xef\xbb\xbf0.1, 0.2\r\n0.3,0.4\r\n\r\n \r\n")
    assert read_csv("need", path).tolist() == [[0.3, 0.1], [0.4, 0.2]]


@pytest.mark.parametrize(
    ("name", "row", "column", "value", "sentence"),
    [
        ("need", 2, 3, "1.5", r"row 2, column 3 is 1\.5; allowed is a number from 0 to 1"),
        ("need", 1, 8, "nan", r"row 1, column 8 is nan; allowed is a number from 0 to 1"),
        ("need", 6, 1, "n/a", r"row 6, column 1 is 'n/a'; allowed is a number from 0 to 1"),
        ("need", 3, 3, "", r"row 3, column 3 is ''; allowed is a number from 0 to 1"),
        ("residents", 5, 2, "10.5", r"row 5, column 2 is 10\.5; allowed is a whole number from 0 to 1000000000"),
        ("residents", 4, 4, "-3", r"row 4, column 4 is -3; allowed is a whole number"),
        ("residents", 4, 4, "inf", r"row 4, column 4 is inf; allowed is a whole number"),
        ("road", 4, 4, "0.5", r"row 4, column 4 is 0\.5; allowed is 0 or 1"),
        ("sector", 4, 4, "4", r"row 4, column 4 is 4; allowed is a sector, 0, 1, 2 or 3"),
    ],
)
def test_a_wrong_value_in_a_file_is_named_with_its_place(tmp_path, name, row, column, value, sentence):
    rows = [[0] * W for _ in range(H)]
    rows[row - 1][column - 1] = value
    path = write(tmp_path / "layer.csv", rows)
    with pytest.raises(LayerError, match=rf"^layer '{name}': file '.*layer\.csv', {sentence}") as caught:
        make({name: path})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; allowed is one row of numbers for each row of cells"),
        (b"\n\n", "is empty"),
        (b"0,0\n" * H, r"row 1 has 2 columns; allowed is 8 separated by commas"),
        (b"0,0,0,0,0,0,0,0\n" * 5, r"has 5 rows; allowed is the country's height, 6"),
        (b"0;0;0;0;0;0;0;0\n" * H, r"row 1 has 1 columns; allowed is 8 separated by commas"),
        (b"\xff\xfe\x00\xd8" * 9, "cannot be read: it is not text in UTF-8; allowed is a CSV file of numbers"),
    ],
)
def test_a_file_that_is_no_map_is_refused(tmp_path, content, sentence):
    path = tmp_path / "need.csv"
    path.write_bytes(content)
    with pytest.raises(LayerError, match=sentence):
        make({"need": path})


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(
        LayerError, match=r"layer 'need': file '.*none\.csv' does not exist; allowed is the path of a CSV"
    ):
        make({"need": tmp_path / "none.csv"})
    with pytest.raises(LayerError, match="cannot be read: Is a directory"):
        make({"need": tmp_path})


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        (np.full((W, H), 2.0), r"layer 'need' is 2 at x=0, y=5; allowed is a number from 0 to 1"),
        (np.full((W, H), np.nan), r"layer 'need' is nan at x=0, y=0; allowed is a number from 0 to 1"),
        (np.zeros((H, W)), r"layer 'need' has 6 columns \(x\); allowed is the country's width, 8"),
        (np.zeros((W, 3)), r"layer 'need' has 3 values at x=0; allowed is the country's height, 6"),
        ([[0.0] * H] * 7 + [[0.0] * 5], r"layer 'need' has 5 values at x=7; allowed is the country's height, 6"),
        ([["a"] * H] * W, r"layer 'need' is 'a' at x=0, y=0; allowed is a number from 0 to 1"),
        (np.zeros(W * H), r"layer 'need' is \[0\.0.*; allowed is the path of a CSV file or an array of shape"),
        (0.5, r"layer 'need' is 0\.5; allowed is the path of a CSV file or an array of shape \(width, height\)"),
        ([[10**400] * H] * W, r"at x=0, y=0; allowed is a number from 0 to 1"),
    ],
)
def test_a_wrong_array_is_refused_when_the_parameters_are_made(layer, sentence):
    with pytest.raises(ValueError, match=sentence):
        CountryParameters(width=W, height=H, layers={"need": layer})


def test_an_unknown_layer_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"unknown layer 'resident'; did you mean 'residents'\?"):
        CountryParameters(width=W, height=H, layers={"resident": example("residents")})
    with pytest.raises(LayerError, match=r"unknown layer 'control\.rebel'; did you mean 'control\.rebels'\?"):
        make({"control.rebel": example("need")})
    with pytest.raises(LayerError, match=r"unknown layer 'group_share\.3'; did you mean 'group_share\.\d'\?"):
        make({"group_share.3": example("need")})


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ({"sector": np.zeros((W, H))}, "layer 'sector' has no cell of sector 1; allowed is all of 0, 1, 2 and 3"),
        ({"capital": np.ones((W, H))}, "layer 'capital' marks 48 cells; allowed is exactly one"),
        ({"town": np.zeros((W, H))}, "layer 'town' marks no cell; allowed is at least one town"),
        ({"residents": np.zeros((W, H))}, "layer 'residents' has nobody in it"),
        (
            {"hosted": np.ones((W, H)), "displaced": np.zeros((W, H))},
            "layer 'hosted' has 48 people and layer 'displaced' 0; allowed is the same",
        ),
        (
            {"control.rebels": np.full((W, H), 0.7), "control.bandits": np.full((W, H), 0.7)},
            r"the layers control\.\* add up to 1\.4 at x=0, y=0; allowed is at most 1 in a cell",
        ),
        ({"hosted": np.full((W, H), 1e6)}, "have 48000000 people; allowed is at most the population, 4000000"),
    ],
)
def test_layers_that_contradict_are_refused(layers, sentence):
    with pytest.raises(LayerError, match=sentence):
        make(layers)


def test_layers_are_frozen_with_the_scenario():
    layer = example("need")
    parameters = CountryParameters(width=W, height=H, layers={"need": layer})
    layer[:] = 0.0
    given = read_layers(parameters.layers, W, H, 3, ("government",))["need"]
    assert (given == example("need").ravel()).all()
    assert CountryParameters.model_validate(parameters.model_dump()) == parameters
    assert CountryParameters.model_validate_json(parameters.model_dump_json()) == parameters
