"""Writing a run or a comparison with its pictures, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .account import account, as_text
from .forest import forest_figure
from .maps import country_figure
from .story import story_figure
from .terminal import comparison_text

if TYPE_CHECKING:
    from ..experiments.compare import Comparison

__all__ = ["save_comparison", "save_run"]

RUN_FILES = (
    ("story.png", "the run in one picture"),
    ("country.png", "the country at the start"),
    ("account.txt", "this account"),
    ("weekly.parquet", "one row a week, all recorded columns"),
    ("events.parquet", "what happened, where, to whom and why"),
    ("causes.parquet", "what moved consent, trust, access and harm"),
    ("sector_causes.parquet", "the same by sector, for some of it"),
    ("benchmarks.parquet", "state of the benchmarks, one row a condition"),
    ("maps.npz", "map layers of the weeks kept"),
    ("result.json", "summary, seed and all parameter values"),
)
COMPARISON_FILES = (
    ("differences.png", "all differences in one picture"),
    ("comparison.txt", "what is printed above"),
    ("comparison.csv", "the table for programs"),
    ("comparison_causes.csv", "through what outcomes differ, all causes"),
    ("runs.csv", "one row a run, every outcome"),
    ("comparison.json", "everything for programs"),
)


def save_run(
    result: Any,
    directory: Path,
    *,
    preset: str = "",
    scenario: str = "",
    weeks: int | None = None,
    settings: Sequence[str] = (),
) -> list[tuple[str, str]]:
    """Write a result with its pictures and its account.

    Args:
        result: A ``Result``.
        directory: Where to; see ``Result.save``.
        preset: Preset it was run with, for the titles.
        scenario: What the user called the scenario.
        weeks: Length, if the user gave one, for the commands to try next.
        settings: What the user set, as ``NAME=VALUE``, for the titles and the commands to try next.

    Returns:
        The files as (path, what is in it).

    Raises:
        ResultError: If the directory holds anything but a result, or cannot be written.
    """
    files = [(str(directory / name), what) for name, what in RUN_FILES]
    told = as_text(account(result, preset=preset, files=files, scenario=scenario, weeks=weeks, settings=settings))

    def also(place: Path) -> None:
        story_figure(result, preset=preset, settings=settings).savefig(place / "story.png", dpi=100)
        country_figure(result).savefig(place / "country.png", dpi=100)
        (place / "account.txt").write_text(told, encoding="utf-8")

    result.save(directory, also=also)
    return files


def save_comparison(comparison: Comparison, directory: Path) -> list[tuple[str, str]]:
    """Write a comparison with its picture and its printed table.

    Args:
        comparison: What ``compare`` returned.
        directory: Where to; made if missing, replaced if it holds a comparison.

    Returns:
        The files as (path, what is in it).

    Raises:
        ResultError: If the directory holds anything else, or cannot be written.
    """

    def also(place: Path) -> None:
        forest_figure(comparison).savefig(place / "differences.png", dpi=100)
        (place / "comparison.txt").write_text(comparison_text(comparison), encoding="utf-8")

    comparison.save(directory, also=also)
    return [(str(directory / name), what) for name, what in COMPARISON_FILES]
