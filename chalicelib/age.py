"""The age of a model: its version's name begins with the time at which it was made."""

from datetime import datetime

DAY_SECONDS = 86400


def age_days(version: str, now: float) -> int | None:
    """Return the age of a version in whole days, at a time in Unix seconds.

    It is None if the name has no time: that of pickles, or one that no calendar has.

    >>> age_days("19700102T000000Z-0123456789ab", 3.5 * DAY_SECONDS)
    2
    >>> age_days("19700102T000000Z-0123456789ab", 0.0), age_days("pickle-0123456789ab", 0.0)
    (0, None)
    """
    try:
        made = datetime.fromisoformat(version.partition("-")[0]).timestamp()
    except ValueError:
        return None
    return max(0, int((now - made) // DAY_SECONDS))
