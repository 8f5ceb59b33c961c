"""The table of `drift`: the figures of each version next to those of its reference."""

from collections.abc import Iterator, Sequence

from chalicelib.age import age_days
from train.drift.verdict import MOST_DRIFT, MOST_UNSURE, Shares, Verdict

NONE = "-"
Row = tuple[str, str, str, str]


def drift_table(verdicts: Sequence[Verdict], now: float) -> str:
    """Lay out the figures of each version; `now` is a time in Unix seconds.

    >>> shares = Shares(0.5, 0.25)
    >>> spam = {"spam": shares}
    >>> verdict = Verdict("v", 9, 5, 0.125, spam, None, 0.0, Shares(0.75, 0.9), 0.625, ())
    >>> print(drift_table([verdict], 0.0))
    version v
                        log   reference   expected
      texts             9     -           -
      samples           5     -           -
      drift             0.12  -           at most 0.25
      label spam        50.0% 25.0%       -
      unsure            0.0%  -           at most 10%
      known share       0.750 0.900       at least 0.625
    """
    return "\n\n".join("\n".join(_lines(each, now)) for each in verdicts)


def _lines(verdict: Verdict, now: float) -> Iterator[str]:
    age = age_days(verdict.version, now)
    yield f"version {verdict.version}" + ("" if age is None else f", {age} days old")
    rows = [("", "log", "reference", "expected"), *_rows(verdict)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths = [max(16, widths[0]) + 2, max(6, widths[1] + 1), max(12, widths[2] + 1), 0]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {''.join(cells)}".rstrip()


def _rows(verdict: Verdict) -> Iterator[Row]:
    yield "texts", f"{verdict.texts:,}", NONE, NONE
    yield "samples", f"{verdict.samples:,}", NONE, NONE
    drift = NONE if verdict.drift is None else f"{verdict.drift:.2f}"
    yield "drift", drift, NONE, f"at most {MOST_DRIFT}"
    for label, shares in verdict.labels.items():
        yield f"label {label}", *_percents(shares), NONE
    if verdict.positive is not None:
        yield "positive class", *_percents(verdict.positive), NONE
    unsure = NONE if verdict.unsure is None else f"{verdict.unsure:.1%}"
    yield "unsure", unsure, NONE, f"at most {MOST_UNSURE:.0%}"
    if verdict.known is not None:
        expected = NONE if verdict.known_low is None else f"at least {verdict.known_low:.3f}"
        yield "known share", *_decimals(verdict.known), expected


def _percents(shares: Shares) -> tuple[str, str]:
    return f"{shares.log:.1%}", NONE if shares.reference is None else f"{shares.reference:.1%}"


def _decimals(shares: Shares) -> tuple[str, str]:
    return f"{shares.log:.3f}", NONE if shares.reference is None else f"{shares.reference:.3f}"
