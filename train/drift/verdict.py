"""Compare what a log says of a version with the version's reference."""

from collections import Counter
from dataclasses import dataclass

from chalicelib.manifest import Manifest
from chalicelib.reference import Reference
from chalicelib.serving.drift import stability_index
from chalicelib.serving.telemetry import UNSURE
from train.drift.observed import Observed

MOST_DRIFT = 0.25
MOST_UNSURE = 0.10
LEAST_COUNT = 100
"""The fewest samples, or texts, that are judged: chance alone moves the figures of fewer."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A share of the texts in the log, and in the reference if there is one."""

    log: float
    reference: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of one version, and the sentences that say which are beyond their limits.

    `drift` is the population stability index of the scores. `positive` is the share of the positive
    class, `unsure` that of texts without a label, and `known` the mean of the known share. They are
    None if they cannot be told. `note` says why there is nothing to compare with.
    """

    version: str
    texts: int
    samples: int
    drift: float | None
    labels: dict[str, Shares]
    positive: Shares | None
    unsure: float | None
    known: Shares | None
    known_low: float | None
    beyond: tuple[str, ...]
    note: str | None = None


def judge(version: str, observed: Observed, manifest: Manifest | None) -> Verdict:
    """Compare what a log says of a version with its manifest, or None if the store has none."""
    reference = None if manifest is None else manifest.reference
    classes = sorted(observed.labels) if manifest is None else manifest.classes
    band = UNSURE not in classes or manifest is None
    unsure = observed.share(UNSURE) if observed.texts and band else None
    drift = _drift(observed, reference)
    known = _known(observed, reference)
    low = None if reference is None else reference.low
    positive = None if manifest is None else manifest.positive
    return Verdict(
        version=version,
        texts=observed.texts,
        samples=len(observed.scores),
        drift=drift,
        labels={label: _shares(observed, label, reference) for label in classes},
        positive=None if positive is None else _shares(observed, positive, reference),
        unsure=unsure,
        known=known,
        known_low=low,
        beyond=tuple(_beyond(observed, drift, unsure, known, low)),
        note=_note(manifest),
    )


def _shares(observed: Observed, label: str, reference: Reference | None) -> Shares:
    return Shares(observed.share(label), None if reference is None else reference.labels[label])


def _drift(observed: Observed, reference: Reference | None) -> float | None:
    if reference is None or not observed.scores:
        return None
    counts = Counter(map(reference.bin_of, observed.scores))
    return stability_index([counts[at] for at in range(len(reference.shares))], reference)


def _known(observed: Observed, reference: Reference | None) -> Shares | None:
    if not observed.known:
        return None
    mean = sum(observed.known) / len(observed.known)
    return Shares(mean, None if reference is None else reference.known)


def _beyond(
    observed: Observed,
    drift: float | None,
    unsure: float | None,
    known: Shares | None,
    low: float | None,
) -> list[str]:
    """Return a sentence for each figure that is beyond its limit and rests on enough texts."""
    sentences = []
    sampled = len(observed.scores) >= LEAST_COUNT
    if sampled and drift is not None and drift > MOST_DRIFT:
        sentences.append(f"the drift of the scores is {drift:.2f}; expected at most {MOST_DRIFT}")
    if observed.texts >= LEAST_COUNT and unsure is not None and unsure > MOST_UNSURE:
        sentences.append(
            f"{unsure:.1%} of the texts are unsure; expected at most {MOST_UNSURE:.0%}"
        )
    if sampled and known is not None and low is not None and known.log < low:
        sentences.append(f"the mean known share is {known.log:.3f}; expected at least {low:.3f}")
    return sentences


def _note(manifest: Manifest | None) -> str | None:
    if manifest is None:
        return "is not in the store"
    if manifest.reference is None:
        return "has no reference; 'fit' and 'export --test' measure one"
    return None
