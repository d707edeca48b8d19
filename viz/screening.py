"""The pictures of sensitivity: Morris's plane of size and interaction, and Sobol's shares of variance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import palette as p
from .page import bare, head, named, short_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.screening import Screening

__all__ = ["morris_figure", "screening_figure", "sobol_figure"]

MOST = 14  # factors named in a picture


def screening_figure(found: Screening, label: str = "") -> Figure:
    """Draw sensitivity indices, whichever they are, as 19.2 x 10.8 inches."""
    return (morris_figure if found.method == "morris" else sobol_figure)(found, label)


def morris_figure(found: Screening, label: str = "") -> Figure:
    """Draw mu* with intervals beside the plane of mu* and sigma.

    Args:
        found: What :func:`peaceops.experiments.screening.morris_indices` returned.
        label: Name of the outcome in words.
    """
    table = found.table.head(MOST)
    rest = len(found.table) - len(table)
    lines = [
        ("Left: mean size of the effect of a step through a third or two of a factor's range (mu*), with its interval; "
        "grey band: what luck alone would give. Right: size against how far the effect depends on the other factors "
        "(sigma); above the line it depends more than it lasts."),
        f"The {rest} smallest are not drawn." if rest else "",
    ]
    with p.canvas() as figure:
        head(figure, f"What moves {(label or found.outcome).lower()}: screening by Morris", lines, found.notes)
        ax = figure.add_axes((0.24, 0.175, 0.26, 0.60))
        other = figure.add_axes((0.64, 0.175, 0.33, 0.60))
        n, most = len(table), float(np.nanmax([*table["mu_star_high"], 1e-12]))
        for i, row in enumerate(table.to_dict("records")):
            y, colour = n - 1 - i, p.BLUE if row["verdict"] == "matters" else p.GREY
            if np.isfinite(row["noise"]):
                ax.barh(y, row["noise"], height=0.74, color=p.LIGHT, lw=0, zorder=0)
            ax.plot([row["mu_star_low"], row["mu_star_high"]], [y, y], color=colour, lw=4, solid_capstyle="butt")
            ax.plot(row["mu_star"], y, "o", ms=10, mfc=p.PAPER, mec=colour, mew=2.6)
            named(ax, y, f"{i + 1}  {short_name(str(row['factor']), 30)}", p.short_number(row["mu_star"]), colour)
        ax.set(xlim=(0, 1.05 * most), ylim=(-0.7, n - 0.3), yticks=[])
        ax.set_xlabel(f"mu*, {found.unit}", fontsize=15)
        bare(ax)
        _plane(other, table, found.unit)
    return figure


def _plane(ax: Any, table: Any, unit: str) -> None:
    """Draw sigma against mu*, points numbered as in the list."""
    size, spread = table["mu_star"].to_numpy(dtype=float), table["sigma"].to_numpy(dtype=float)
    end = 1.12 * max(float(size.max()), float(spread.max()), 1e-12)
    ax.plot([0, end], [0, end], color=p.GREY, lw=1.2, ls=(0, (4, 3)), zorder=1)
    ax.text(0.66 * end, 0.60 * end, "sigma = mu*", fontsize=13, color=p.GREY, ha="left", va="top")
    near: list[tuple[float, float]] = []
    for i, row in enumerate(table.to_dict("records")):
        colour = p.BLUE if row["verdict"] == "matters" else p.GREY
        at = (float(row["mu_star"]), float(row["sigma"]))
        crowd = sum(np.hypot(at[0] - x, at[1] - y) < 0.035 * end for x, y in near)
        near.append(at)
        ax.plot(*at, "o", ms=11, mfc=colour, mec=p.PAPER, mew=1.2, alpha=0.9, zorder=3)
        ax.annotate(
            str(i + 1), at, xytext=(9 + 18 * crowd, 7), textcoords="offset points", fontsize=15, fontweight="bold",
            color=colour, zorder=4,
        )  # fmt: skip
    ax.set(xlim=(-0.02 * end, end), ylim=(-0.02 * end, end))
    ax.set_xlabel(f"Size of the effect: mu*, {unit}", fontsize=15)
    ax.set_ylabel(f"How far it depends on others: sigma, {unit}", fontsize=15)
    ax.grid(color=p.LIGHT, lw=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=13.5)


def sobol_figure(found: Screening, label: str = "") -> Figure:
    """Draw first-order and total shares of variance with intervals.

    Args:
        found: What :func:`peaceops.experiments.screening.sobol_indices` returned.
        label: Name of the outcome in words.
    """
    table = found.table.head(MOST)
    luck = f"{found.noise_share:.0%} of the variance is luck. " if np.isfinite(found.noise_share) else ""
    lines = [(
        "Share of the variance of the outcome that a factor gives alone (full dot, S1) and with all others that it "
        f"works with (ring, ST), with 95 % intervals. What lies between is interaction. {luck}"
    )]
    with p.canvas() as figure:
        head(figure, f"What moves {(label or found.outcome).lower()}: shares of variance by Sobol", lines, found.notes)
        ax = figure.add_axes((0.26, 0.165, 0.55, 0.63))
        n = len(table)
        for i, row in enumerate(table.to_dict("records")):
            y, colour = n - 1 - i, p.BLUE if row["verdict"] == "matters" else p.GREY
            for key, up, filled in (("S1", 0.14, True), ("ST", -0.14, False)):
                ends = [100 * float(row[f"{key}_low"]), 100 * float(row[f"{key}_high"])]
                ax.plot(ends, [y + up] * 2, color=colour, lw=3, solid_capstyle="butt", alpha=0.9 if filled else 0.55)
                ax.plot(100 * row[key], y + up, "o", ms=10, mfc=colour if filled else p.PAPER, mec=colour, mew=2.4)
            numbers = f"alone {100 * row['S1']:.0f} %, in all {100 * row['ST']:.0f} %".replace("-", "\N{MINUS SIGN}")
            named(ax, y, short_name(str(row["factor"]), 34), numbers, colour, bold=row["verdict"] == "matters")
        ends = [100 * float(value) for key in ("S1_low", "ST_high") for value in table[key]]
        ax.set(xlim=(min(-2.0, *ends), max(10.0, *ends) * 1.03), ylim=(-0.7, n - 0.3), yticks=[])
        ax.axvline(0, color=p.INK, lw=1.3)
        ax.set_xlabel("% of the variance", fontsize=15)
        bare(ax)
    return figure
