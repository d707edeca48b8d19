"""What all tests share: no display, one BLAS thread, known amounts of generated cases."""

from __future__ import annotations

import gc
import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is imported: one thread a process, also in spawned workers
os.environ["MPLBACKEND"] = "Agg"  # overrides a display backend that a notebook or a desktop may have set

from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

for _profile, _examples in {"light": 6, "quick": 20, "full": 300, "search": 1000}.items():
    settings.register_profile(
        _profile,
        max_examples=_examples,
        deadline=None,
        derandomize=_profile != "search",
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


class _RootIsAFolder:
    """Keeps pytest from importing the root, which is the package peaceops, a second time under its folder's name."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        return pytest.Dir.from_parent(parent, path=path) if path == parent.config.rootpath else None


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_RootIsAFolder())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


def pytest_collection_finish() -> None:
    """Leave all that was imported out of every later collection of garbage: classes ask for one after every round.

    Collections come seldom: models make many small objects, and looking for garbage took a tenth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The tabs of one browser for all tests of a file; see :mod:`lent_tabs`."""
    from lent_tabs import Tabs

    from peaceops.viz.app.harness import browser

    with browser() as opened:
        yield Tabs(opened)


@pytest.fixture
def open_tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a part on weeks of a real run; see :func:`app_tabs.tabs`."""
    from app_tabs import tabs

    with tabs(chromium) as opened:
        yield opened


@pytest.fixture(scope="module")
def played() -> dict[str, Any]:
    """Return the real run whose weeks the page's parts are opened on."""
    from app_tabs import played_weeks

    return played_weeks()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of one server for all tests of the whole page."""
    from app_controls import served

    with served(tmp_path_factory.mktemp("stored")) as address:
        yield address


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Return a function that visits the page; its parameter is the name of a size.

    Whoever came is gone after the test; no script has failed, and every control in sight has a test that works it.
    """
    from app_controls import Somebody, assert_worked

    came: list[Somebody] = []

    def visit(query: str = "", **given: Any) -> Somebody:
        came.append(Somebody(chromium, given.pop("address", site), getattr(request, "param", "desk"), query, **given))
        return came[-1]

    failed = request.session.testsfailed
    yield visit
    try:
        assert [problem for one in came for problem in one.problems] == []
        if request.session.testsfailed == failed:
            assert_worked(request.node.originalname, came)
        else:
            print(*(one.state() for one in came), sep="\n\n")  # goes into the report of the failure
    finally:
        for one in came:
            one.close()


@pytest.fixture
def led(tmp_path: Path) -> Iterator[Any]:
    """A class without a server, led by the test."""
    from class_cases import Led

    one = Led(tmp_path)
    yield one
    if not one.game.deleted:
        one.game.close()
