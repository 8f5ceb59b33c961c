"""The ways of learning that the simulation compares, and the users that each of them meets."""

from dataclasses import dataclass

from bench.learning.people import Users

HONEST = Users()
A_FIFTH_FALSE = Users(false=0.2)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of learning: which parts of the loop are on.

    `learns` is `nothing`, `online` (`partial_fit` on the reports), `loop`, or `everything` (all
    labels known, the upper bound). `weight` is that of a reported text.
    """

    learns: str = "loop"
    users: Users = HONEST
    weight: int = 1
    asks: bool = True
    decides: bool = True
    sets_aside: bool = True


def _reports_alone(weight: int = 1, users: Users = HONEST) -> Way:
    return Way(users=users, weight=weight, asks=False, decides=False, sets_aside=False)


WAYS = {
    "no learning": Way("nothing"),
    "online updates": Way("online"),
    "reports alone": _reports_alone(),
    "reports, weight 3": _reports_alone(3),
    "reports, weight 10": _reports_alone(10),
    "reports, weight 30": _reports_alone(30),
    "the loop": Way(),
    "the loop, a fifth false": Way(users=A_FIFTH_FALSE),
    "all labels known": Way("everything"),
}
"""The ways of the main table."""

ATTACKS = {
    "a fifth false": A_FIFTH_FALSE,
    "a fifth flipped": Users(flipped=0.2),
    "one reporter floods": Users(flood=15),
    "only ham reported": Users(missed=0.0),
}
ATTACKED = {
    f"{name}: {way}": made
    for name, users in ATTACKS.items()
    for way, made in (
        ("reports alone", _reports_alone(users=users)),
        ("the loop", Way(users=users)),
    )
}
"""What false and one-sided reports do, without the loop and with it."""

PARTS = {
    "without decided texts": Way(decides=False),
    "without asking": Way(asks=False),
    "without setting aside": Way(sets_aside=False),
    "without decided texts, a fifth false": Way(users=A_FIFTH_FALSE, decides=False),
    "without asking, a fifth false": Way(users=A_FIFTH_FALSE, asks=False),
    "without setting aside, a fifth false": Way(users=A_FIFTH_FALSE, sets_aside=False),
    "without setting aside, one reporter floods": Way(users=Users(flood=15), sets_aside=False),
}
"""The loop without one of its parts. Without asking there is no audit, so nothing is decided."""

ALONE, TRUSTED = Users(reporters=1), Users(reporters=1, trusted=True)
FEW_REPORTERS = {
    "one reporter: the loop": Way(users=ALONE),
    "one reporter: without asking": Way(users=ALONE, asks=False),
    "one trusted reporter: the loop": Way(users=TRUSTED),
    "one trusted reporter: without asking": Way(users=TRUSTED, asks=False),
}
"""A lone reporter, whom nobody can tell from an attacker, unless the owner says so."""

EVERY_WAY = WAYS | ATTACKED | PARTS | FEW_REPORTERS
