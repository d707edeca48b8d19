"""A full class for a minute; ``PEACEOPS_CLASS_MINUTES=30`` lets it go on for as long as a lesson."""

from __future__ import annotations

import os

import pytest
from class_load import Load

MINUTES = float(os.environ.get("PEACEOPS_CLASS_MINUTES", "1"))
CLIENTS = int(os.environ.get("PEACEOPS_CLASS_CLIENTS", "40"))


@pytest.mark.slow
def test_forty_clients_with_drops_reloads_and_three_kills_lose_nothing(tmp_path):
    report = Load(tmp_path, MINUTES, CLIENTS, kills=3).run()
    print(report)
    assert report.wrong == []
    assert report.quantile(0.95) < 1.0
    assert report.rounds >= 3
    assert report.n_orders > CLIENTS
    assert report.after <= 1.1 * report.before
