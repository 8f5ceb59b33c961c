"""What `learn` says of its texts: too few of a class, labels that expire, labels that are gone."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.reports.stored_report import EXPIRY_DAYS
from train.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.manifest import Manifest
    from train.learning.old_set import Base
    from train.learning.rounds import Material


def say_rare_classes(base: "Base", say: "Callable[[str], None]") -> None:
    """Name the classes that the gate cannot protect, because the old set has too few texts."""
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


def say_expiring(material: "Material", say: "Callable[[str], None]") -> None:
    """Say how many texts soon have no label of people that counts."""
    from train.learning.kept import SOON_DAYS, expiring

    count = expiring(material, datetime.now(UTC))
    if count:
        say(
            f"reports and labels of sheets count for {EXPIRY_DAYS} days: those of "
            f"{counted(count, 'text')} expire within {SOON_DAYS}, and later versions do not learn "
            "from them; --keep FILE adds what counts to a file for --data"
        )


def say_lost(current: "Manifest", candidate: "Manifest", say: "Callable[[str], None]") -> None:
    """Say how many texts fewer count than when the current version learned."""
    from train.learning.kept import lost_texts

    count = lost_texts(current, candidate)
    if count:
        say(
            f"{counted(count, 'text')} fewer with a label of people than {current.version} learned "
            f"from: reports expired after {EXPIRY_DAYS} days, were erased, or wait for a person"
        )
