"""What a scenario says about the country: its size, its people, its map and the mean of each layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import field_validator, model_validator

from .layers import layer_values, plain_layer
from .parameters import Parameters, parameter

__all__ = ["CountryParameters"]


def level(default: float, help: str, source: str) -> Any:
    """Declare the mean of one 0-1 layer at the start, weighted by the people present unless ``help`` says otherwise."""
    return parameter(default, low=0.0, high=1.0, unit="share", source=source, help=help)


class CountryParameters(Parameters):
    """The country at the start: its size, its people, its map and the mean of each layer."""

    width: int = parameter(24, low=6, high=80, unit="cells", source="MODEL.md 2", help="Cells from west to east.")
    height: int = parameter(24, low=6, high=80, unit="cells", source="MODEL.md 2", help="Cells from south to north.")
    cell_km: float = parameter(15.0, low=1.0, high=100.0, unit="km", source="MODEL.md 2", help="Side of one cell.")
    map_seed: int = parameter(
        1,
        low=-1,
        high=2**31 - 1,
        source="assumption: replicates of a scenario differ in luck, not in geography",
        help="Seed of the map; -1 draws another map for every run seed.",
    )
    coast: Literal["any", "none", "north", "east", "south", "west"] = parameter(
        "any",
        source="assumption: half of the countries with missions have a coast",
        help="Side of the map that is sea; any draws one of the four sides or none.",
        values={
            "any": "one of the four sides or none, drawn by chance",
            "none": "no sea",
            "north": "sea in the north",
            "east": "sea in the east",
            "south": "sea in the south",
            "west": "sea in the west",
        },
    )

    population: int = parameter(
        4_000_000,
        low=1_000,
        high=200_000_000,
        unit="people",
        source="C-14",
        help="People in the country at the start, internally displaced included, refugees abroad not.",
    )
    idps: int = parameter(
        300_000,
        low=0,
        high=50_000_000,
        unit="people",
        source="CML 6.4",
        help="Internally displaced people at the start, living in camps and with hosts.",
    )
    refugees: int = parameter(
        250_000,
        low=0,
        high=50_000_000,
        unit="people",
        source="CML 6.4",
        help="People of the country who are refugees abroad at the start.",
    )
    camp_share: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: most of the displaced live with hosts, a large minority in camps",
        help="Share of the internally displaced who live in camps.",
    )
    camps: int = parameter(
        6, low=0, high=40, unit="camps", source="CML 6.4", help="Camps of displaced people, near towns and the border."
    )

    n_towns: int = parameter(
        12, low=4, high=60, unit="towns", source="C-20", help="Towns, the capital included; small maps hold fewer."
    )
    urban_share: float = parameter(
        0.4, low=0.0, high=0.95, unit="share", source="assumption: low-income countries", help="People living in towns."
    )
    primacy: float = parameter(
        2.0,
        low=1.0,
        high=10.0,
        unit="ratio",
        source="assumption: capitals of post-conflict countries draw the displaced",
        help="Size of the capital against the second town, times what the rank-size rule gives (1 = the rule).",
    )
    road_density: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a tree of trunk roads with few loops",
        help="Loops in the roads: 0 joins the towns by one tree, 1 joins every pair of neighbouring towns.",
    )
    n_resource_sites: int = parameter(
        6, low=0, high=60, unit="sites", source="IPI analysis", help="Mines and forests whose rents finance groups."
    )

    n_identity_groups: int = parameter(
        4, low=1, high=12, unit="groups", source="MODEL.md 3.1", help="Identity groups among the people."
    )
    mixing: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: towns and borders are mixed, the countryside is not",
        help="How mixed identity groups live: 0 in homelands of their own, 1 everywhere alike.",
    )
    unheld: float = parameter(
        0.15,
        low=0.0,
        high=0.9,
        unit="share",
        source="CML 3.5",
        help="Part of the land left by armed groups that the government does not hold either.",
    )

    need: float = level(0.35, "People present without essentials.", "CML 6.2")
    services: float = level(0.35, "Water, health and schooling that work.", "CML 6.3")
    livelihoods: float = level(0.4, "People with a living.", "CML 6.3")
    mined_share: float = level(0.05, "Land mined or suspected, mean over cells.", "CML 2.1.4")
    road_access: float = level(0.55, "How far roads can be used.", "CML 2.2.4")
    violence: float = level(0.1, "Recent violence.", "C-30")
    threat: float = level(0.1, "Armed groups massing, the hidden truth.", "MODEL.md 5.11")
    crime: float = level(0.25, "Crime apart from political violence.", "CML 2.1.6")
    state_authority: float = level(0.35, "Reach of the state's administration.", "CML 3.5")
    rule_of_law: float = level(
        0.3, "Police, courts and prisons that work and are fair; each of them and laws begin at this level.", "CML 5"
    )
    legitimacy: float = level(0.4, "Trust in the government.", "CML 3.5")
    grievance: float = level(0.4, "Grievance against the government and other groups.", "IPI analysis")
    consent: float = level(0.6, "Local consent to the mission.", "CML 3.1")
    expectation: float = level(0.5, "What residents expect of the mission.", "CML 2.2.2")
    acceptance: float = level(0.7, "Acceptance of relief actors by whoever controls the cell.", "CML 6.2")
    information: float = level(0.35, "Credible news against rumour.", "CML 2.2.2")

    periphery_gap: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: services, roads and the state thin out with distance from the capital",
        help="How much worse off the remotest cell is than the capital, at most, where a layer's mean is one half.",
    )
    conflict_gap: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: former fronts and armed control leave the worst conditions",
        help="How much worse off the hardest-hit cell is than a calm one, at most, where a layer's mean is one half.",
    )
    patchiness: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: neighbouring places differ for reasons no map shows",
        help="Spread of the local differences in the 0-1 layers, where a layer's mean is one half.",
    )

    layers: dict[str, str | tuple[tuple[float, ...], ...]] = parameter(
        {},
        source="MODEL.md 3.1",
        help="Layers given instead of drawn: name to CSV file (first row north) or values [x][y] from the south-west.",
    )

    @field_validator("layers", mode="before")
    @classmethod
    def _layers_are_plain(cls, value: Any) -> Any:
        """Turn arrays and lists into nested tuples, so that a frozen scenario stays frozen."""
        return (
            {name: plain_layer(name, given) for name, given in value.items()} if isinstance(value, Mapping) else value
        )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        """Refuse more displaced people than people, and layers of another size than the country's."""
        if self.idps > self.population:
            raise ValueError(f"idps is {self.idps}; allowed is at most the population, {self.population}")
        for name, given in self.layers.items():
            if not isinstance(given, str):
                layer_values(name, given, self.width, self.height)
        return self
