"""What in the model cites a source: parameters, columns, tasks, outputs of a mandate, figures of shipped scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..agents.tasks import TASKS
from .benchmarks import BENCHMARKS
from .columns import COLUMNS
from .figures import figures_in
from .library import SHIPPED, shipped_names
from .registry import parameters
from .sources import cited, sources

__all__ = ["KINDS", "citations", "citing_texts"]

KINDS = {
    "parameters": ("parameter", "parameters"),
    "columns": ("column", "columns"),
    "tasks": ("task", "tasks"),
    "outputs": ("output of a mandate", "outputs of a mandate"),
    "figures": ("figure of a scenario", "figures of scenarios"),
}
"""What can cite a source, and how one and many are called."""


def citing_texts() -> Iterator[tuple[str, str, str]]:
    """Yield what has a source as (one of :data:`KINDS`, name, source)."""
    yield from (("parameters", row["name"], row["source"]) for row in parameters().to_dict("records"))
    yield from (("columns", column.name, column.source) for column in COLUMNS)
    yield from (("tasks", task.key, task.source) for task in TASKS)
    yield from (("outputs", each.output, each.source) for each in BENCHMARKS)
    for name in shipped_names():
        for figure in figures_in(SHIPPED / f"{name}.toml"):
            yield "figures", f"{figure.name} in {name}", figure.source


@lru_cache(maxsize=1)
def citations() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return by id of every source the names of what cites it, by the :data:`KINDS` of which some do."""
    found: dict[str, dict[str, dict[str, None]]] = {one: {} for one in sources()}
    for kind, name, text in citing_texts():
        for one in cited(text):
            found.setdefault(one, {}).setdefault(kind, {})[name] = None
    return {one: {kind: tuple(names) for kind, names in kinds.items()} for one, kinds in found.items()}
