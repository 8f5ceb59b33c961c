"""Comparisons of contenders: tables in which the first of each column stands out, and who is not.

This project's contenders have labels that start with `OURS`; each of the others but the floor is a
peer. Of equal figures each is first. Each of this project's figures has the best of its peers to
beat, but that with LightGBM's model only LightGBM itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bench.contenders.catalog import FLOOR, LIGHTGBM, OURS_LIGHTGBM
from bench.measure.spread import Spread

OURS = "this project"
Figure = float | Spread


class Column(NamedTuple):
    """One measure: its figure for each label, and whether the highest figure is the first.

    `ranks` is whether the figures are a comparison at all, and `digits` those after the point.
    """

    name: str
    figures: Mapping[str, Figure | None]
    highest: bool = False
    digits: int = 0
    ranks: bool = True

    def first(self) -> float | None:
        """Return the best figure, or None if there is none to compare with."""
        figures = [
            value(figure)
            for label, figure in self.figures.items()
            if figure is not None and label != FLOOR.label
        ]
        if not self.ranks or len(figures) < 2:
            return None
        return max(figures) if self.highest else min(figures)


class Comparison(NamedTuple):
    """A table with a row for each label. Its heading says what is measured, and in which unit."""

    heading: str
    columns: Sequence[Column]

    def labels(self) -> list[str]:
        """Return the labels of all columns, in their order."""
        return [*dict.fromkeys(label for column in self.columns for label in column.figures)]

    def cells(self) -> list[list[str]]:
        """Return the rows of the table; the first of each column is in bold."""
        return [
            [label, *(_cell(column, label) for column in self.columns)] for label in self.labels()
        ]


class Place(NamedTuple):
    """A figure of this project beside the best figure of its peers."""

    measure: str
    ours: str
    figure: float
    peer: str
    best: float
    is_first: bool


def value(figure: Figure) -> float:
    """Return what is compared: the median of several rounds, or the figure itself."""
    return figure.median if isinstance(figure, Spread) else figure


def places(comparisons: Sequence[Comparison]) -> Iterator[Place]:
    """Yield the place of each of this project's figures in each measure that a peer has, too."""
    for comparison in comparisons:
        for column in comparison.columns:
            yield from _places(comparison, column)


def _places(comparison: Comparison, column: Column) -> Iterator[Place]:
    figures = {
        label: value(figure)
        for label, figure in column.figures.items()
        if figure is not None and label != FLOOR.label
    }
    peers = {label: figure for label, figure in figures.items() if not label.startswith(OURS)}
    if not column.ranks or not peers:
        return
    choose = max if column.highest else min
    measure = f"{comparison.heading.partition(':')[0]}: {column.name}"
    for label, figure in figures.items():
        rivals = {LIGHTGBM.label} & peers.keys() if label == OURS_LIGHTGBM.label else peers
        if label in peers or not rivals:
            continue
        peer = choose(rivals, key=lambda name: figures[name])
        is_first = choose(figure, figures[peer]) == figure
        yield Place(measure, label, figure, peer, figures[peer], is_first)


def _cell(column: Column, label: str) -> str:
    figure = column.figures.get(label)
    if figure is None:
        return "-"
    digits = column.digits
    shown = figure.show(digits) if isinstance(figure, Spread) else f"{figure:,.{digits}f}"
    return f"**{shown}**" if value(figure) == column.first() else shown
