"""The margin of a text: by how much one class beats another.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.manifest import Manifest


class Sides(NamedTuple):
    """The number of the class that positive weights favour, and of the one they speak against."""

    plus: int
    minus: int | None

    def margin(self, scores: Sequence[float]) -> float:
        """Return the margin that these scores give."""
        return scores[self.plus] - (0.0 if self.minus is None else scores[self.minus])


def sides_of(scores: Sequence[float], first_is_positive: bool, several: bool = False) -> Sides:
    """Return the classes between which the margin is.

    >>> sides_of((1.0, 3.0, 2.0), False), sides_of((5.0, 0.0), False)
    (Sides(plus=1, minus=2), Sides(plus=1, minus=0))
    >>> sides_of((5.0, 0.0), False, several=True)
    Sides(plus=0, minus=None)
    """
    ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    if several:
        return Sides(ranked[0], None)
    if len(scores) == 2:
        return Sides(0, 1) if first_is_positive else Sides(1, 0)
    return Sides(ranked[0], ranked[1])


def margin_of(manifest: Manifest, scores: Sequence[float]) -> float:
    """Return the margin of a text with these scores, in the order of the manifest's classes."""
    first_is_positive = manifest.positive == manifest.classes[0]
    return sides_of(scores, first_is_positive, manifest.several).margin(scores)
