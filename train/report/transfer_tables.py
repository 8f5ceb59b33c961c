"""The parts of the model card on other corpora: tables, and the means that they lead to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from train.corpus.first_corpus import CORPORA, EMBEDDED, SMS
from train.errors import InputError

OTHERS, ALL = "all others", "all"
"""What a model was fitted to, if not to one corpus: all but the one it is tested on, or all."""

CREDITS = {
    EMBEDDED: "the embedded corpus, written for this project, Apache-2.0",
    **{corpus.name: corpus.credit for corpus in CORPORA},
    "mails": "every fourth mail of SpamAssassin's public corpus, CC0; only tested on",
    "bank": "questions to a bank, the test texts of BANKING77, PolyAI, CC BY 4.0; only tested on",
}
"""What each corpus is, and its licence."""

HOMES = (EMBEDDED, *(corpus.name for corpus in CORPORA))

Transfer = Mapping[str, Any]


class Cell(NamedTuple):
    """A metric of a model that was fitted to one corpus or several, tested on one."""

    fitted_to: str
    source: str
    metrics: Mapping[str, float | None]


def transfer_parts(transfer: Transfer) -> dict[str, str]:
    """Return the parts of the card by their names in its template.

    Raises
    ------
    InputError
        If a corpus of `make run` is missing.
    """
    check_complete(transfer.get("texts", {}))
    kinds = _cells_by_kind(transfer["matrix"])
    sms = {kind: [each for each in kinds[kind] if each.source == SMS.name] for kind in kinds}
    phishing = [each for each in kinds["others"] if each.source == "smishing"]
    return {
        "home_count": str(len(HOMES)),
        "corpora": _corpora_table(transfer["texts"]),
        "mcc": _matrix_table(transfer, "mcc", "{:.4f}".format),
        "blocked_ham": _matrix_table(transfer, "blocked_ham", percent),
        **{f"{name}_{kind}": text for kind in kinds for name, text in _means(kinds[kind]).items()},
        **{
            f"sms_{name}_{kind}": each
            for kind in ("home", "all")
            for name, each in _means(sms[kind]).items()
        },
        "gain": f"{_mean(kinds['others'], 'mcc') - _mean(kinds['one'], 'mcc'):.4f}",
        "cost": f"{_mean(kinds['home'], 'mcc') - _mean(kinds['all'], 'mcc'):.4f}",
        "sms_cost": f"{_mean(sms['home'], 'mcc') - _mean(sms['all'], 'mcc'):.4f}",
        "missed_phishing": percent(1 - _mean(phishing, "spam_caught")),
    }


def _cells_by_kind(matrix: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Cell]]:
    """Return the cells of the corpora of `make run`, by what their models were fitted to."""
    found = [
        Cell(fitted_to, source, metrics)
        for fitted_to, tests in matrix.items()
        for source, metrics in tests.items()
        if source in HOMES
    ]
    return {
        "one": [each for each in found if each.fitted_to not in (each.source, OTHERS, ALL)],
        "others": [each for each in found if each.fitted_to == OTHERS],
        "home": [each for each in found if each.fitted_to == each.source],
        "all": [each for each in found if each.fitted_to == ALL],
    }


def _means(found: Sequence[Cell]) -> dict[str, str]:
    """Return the means of metrics as the card shows them."""
    return {
        "mcc": f"{_mean(found, 'mcc'):.4f}",
        "blocked": percent(_mean(found, "blocked_ham")),
        "caught": percent(_mean(found, "spam_caught")),
        "error": f"{_mean(found, 'calibration_error'):.4f}",
    }


def check_complete(sources: Collection[str]) -> None:
    """Check that the card's corpora are among some.

    Raises
    ------
    InputError
        If one is missing; the message says how to get it.
    """
    missing = [name for name in HOMES if name not in sources]
    if missing:
        raise InputError(
            f"the model card needs the corpora {', '.join(missing)} as well: run 'make card' with "
            "a network, or name a directory with their files: 'make card CORPORA=DIRECTORY'"
        )


def _mean(found: Sequence[Cell], metric: str) -> float:
    values = [value for each in found if (value := each.metrics[metric]) is not None]
    return sum(values) / len(values)


def percent(share: float) -> str:
    """Return a share as a percentage.

    >>> percent(0.01234), percent(0.0003), percent(0.0)
    ('1.2 %', '0.03 %', '0 %')
    """
    return f"{100 * share:.{2 if 0 < share < 0.001 else 1 if share else 0}f} %"


def _corpora_table(texts: Mapping[str, Mapping[str, int]]) -> str:
    lines = ["| corpus | what it is | ham | spam |", "| --- | --- | ---: | ---: |"]
    for name, counts in texts.items():
        credit = CREDITS.get(name, "only tested on")
        lines.append(f"| `{name}` | {credit} | {counts['ham']:,} | {counts['spam']:,} |")
    return "\n".join(lines)


def _matrix_table(transfer: Transfer, metric: str, shown: Callable[[float], str]) -> str:
    sources = list(transfer["texts"])
    lines = [
        f"| fitted to | on {' | on '.join(f'`{name}`' for name in sources)} |",
        "| --- |" + " ---: |" * len(sources),
    ]
    for name, tests in transfer["matrix"].items():
        values = [tests.get(source, {}).get(metric) for source in sources]
        cells = ["-" if value is None else shown(value) for value in values]
        row = name if name in (OTHERS, ALL) else f"`{name}`"
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)
