"""The growth of time with the archive, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["draw"]


def draw(path: Path, curves: Mapping[str, Sequence[tuple[int, float]]], title: str) -> None:
    """Writes an SVG with both axes logarithmic; the same for the same figures."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "refresher", "svg.fonttype": "none", "font.size": 11})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7.2, 4.4), layout="constrained")
    for (name, points), mark in zip(curves.items(), "osD^vPX*", strict=False):
        axes.plot(*zip(*points, strict=True), marker=mark, label=name)
    axes.set(xscale="log", yscale="log", xlabel="articles", ylabel="seconds", title=title)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A white ground of its own: the picture is the same in light and dark.
    figure.savefig(path, metadata={"Date": None}, facecolor="white")
