"""What `learn` says of its texts before it fits: what it cannot tell from so few of them."""

from typing import TYPE_CHECKING

from train.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from train.learning.old_set import Base


def say_rare_classes(base: "Base", say: "Callable[[str], None]") -> None:
    """Say of which classes the old set has too few texts for the gate to guard them."""
    from train.corpus.telling import some
    from train.learning.old_set import LEAST_OLD_TEXTS

    few = [f"{counted(count, 'text')} of {name!r}" for name, count in base.rare().items()]
    if few:
        found = some(few)
        say(
            f"the old set has {found}: with fewer than {LEAST_OLD_TEXTS}, the gate cannot tell "
            "that a version is worse at this class; add texts of it to the base, or name labelled "
            "texts with --test"
        )
