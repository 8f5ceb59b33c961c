"""The model card: what the default recipe is for, how good it is, and where it fails.

It is made from the figures that `evaluate` and `fit` have written, so that no number in it is
typed. The headings follow Mitchell and others, Model cards for model reporting (2019).
"""

import json
from pathlib import Path
from typing import Any

from train.errors import InputError
from train.evaluation.attacks import ATTACKS
from train.files import read_bytes

RUNS = (
    "sms-distinct",
    "sms-tutorial",
    "sms-small",
    "tutorial-recipe",
    "sample-distinct",
    "sample-on-sms",
    "sms-on-sample",
)
FIGURES = ("accuracy", "mcc", "spam_caught", "blocked_ham", "brier")

Figures = dict[str, Any]


def model_card(directory: Path) -> str:
    """Return the card, in Markdown, from the figures in a directory: a JSON file per run.

    Raises
    ------
    InputError
        When a file is missing or holds something else.
    """
    runs = {name: _read(directory / f"{name}.json") for name in RUNS}
    sms, sample = (runs[name]["data"] for name in ("sms-distinct", "sample-distinct"))
    return TEMPLATE.format(
        sms=_counts(sms),
        sample=_counts(sample),
        figures=_table(runs, ("sms-distinct", "sms-tutorial", "sms-small", "tutorial-recipe")),
        elsewhere=_table(runs, ("sample-distinct", "sample-on-sms", "sms-on-sample")),
        attacks=_attacks(runs["sms-distinct"]["attacks"]),
        caught=_percent(runs["sms-distinct"]["spam_caught"]),
        blocked=_percent(runs["sms-distinct"]["blocked_ham"]),
        lost=_percent(runs["sms-on-sample"]["spam_caught"]),
        strict=_percent(runs["sample-on-sms"]["blocked_ham"]),
    )


def _read(path: Path) -> Figures:
    raw = read_bytes(path, "; 'make card' writes it")
    try:
        found = json.loads(raw)
    except ValueError as exc:
        raise InputError(f"{path}: found no JSON; 'make card' writes figures there") from exc
    if not isinstance(found, dict):
        raise InputError(f"{path}: found no figures; 'make card' writes them")
    return found


def _counts(data: Figures) -> str:
    labels = ", ".join(f"{count:,} {name}" for name, count in data["labels"].items())
    return f"{data['rows']:,} texts ({labels})"


def _table(runs: dict[str, Figures], names: tuple[str, ...]) -> str:
    lines = [
        "| run | texts | " + " | ".join(FIGURES) + " |",
        "| --- |" + " ---: |" * (len(FIGURES) + 1),
    ]
    for name in names:
        run = runs[name]
        cells = [TITLES[name], f"{run['texts']:,}", *(_shown(run[figure]) for figure in FIGURES)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _attacks(shares: dict[str, dict[str, float]]) -> str:
    lines = ["| disguise | without defences | as it is |", "| --- | ---: | ---: |"]
    for attack in ("none", *ATTACKS, "blocked ham"):
        before, after = (shares[name][attack] for name in ("undefended", "caught"))
        lines.append(f"| {attack} | {before:.4f} | {after:.4f} |")
    return "\n".join(lines)


def _shown(figure: Any) -> str:
    if isinstance(figure, dict):
        spread = "" if figure["std"] is None else f" ± {figure['std']:.4f}"
        return f"{figure['mean']:.4f}{spread}"
    return "-" if figure is None else f"{figure:.4f}"


def _percent(figure: Any) -> str:
    value = figure["mean"] if isinstance(figure, dict) else figure
    return f"{100 * value:.3g} %"


TITLES = {
    "sms-distinct": "`distinct`: 10-fold, twice, no text in training and test",
    "sms-tutorial": "`tutorial`: its split, 69 of 558 test texts are in the training part too",
    "sms-small": "`small`: the first 30 % train",
    "tutorial-recipe": "the tutorial's recipe on `tutorial`",
    "sample-distinct": "embedded corpus, `distinct`",
    "sample-on-sms": "trained on the embedded corpus, tested on the collection",
    "sms-on-sample": "trained on the collection, tested on the embedded corpus",
}

TEMPLATE = """\
# Model card: the default recipe on the SMS Spam Collection

Made by `make card` from the figures in `docs/figures`; a test keeps it so.

## What it is

A linear support vector machine over characters within words, words and pairs of words, with numbers
and addresses named by their shape. Its scores are calibrated to probabilities. It is trained with
scikit-learn and served without it: see [format.md](format.md) and [accuracy.md](accuracy.md).

## Intended use

To sort short English messages into spam and ham, where a person can still look at what was sorted
out. The recipe itself trains on any labelled texts and any number of classes; these figures are of
this corpus alone. Not intended: deciding about people, moderating speech, or deleting messages
unseen.

## Data

- **SMS Spam Collection** (T. A. Almeida and J. M. Gómez Hidalgo, doi 10.24432/C5CC84, CC BY 4.0):
  {sms}. British and Singaporean messages of about 2003 to 2011. It is fetched, not included.
- **The embedded corpus**, `train/sample.csv`, written for this project: {sample}.

## Figures

A text that stands in the collection twice counts once in `distinct`; that is why these figures are
lower than those that are usually published, and closer to what a new message meets. Rates are
fractions, ± the standard deviation over folds.

{figures}

It catches {caught} of the spam and blocks {blocked} of the ham. `--max-blocked-ham` and
`--blocked-ham-cost` move the threshold; `report.html`, published beside each model, shows what that
costs.

## Where it fails

**Other times and places.** Each corpus was also tested on the other, which no model had seen.

{elsewhere}

Trained on the collection it catches {lost} of the spam of the embedded corpus: premium-rate numbers
and ringtones have gone, parcels and bank logins have come. Train on texts of your own time and
country before you rely on it.

**Spam that names nothing.** What is missed is mostly spam without a number, a price or a link,
which reads like a message from a stranger.

**Disguise.** The share of spam that is still caught when letters are disguised:

{attacks}

Padding with ordinary words works best against it, and no rule undoes that.

**Other languages.** Characters and words of any script are read, but the collection has English
alone: a message in another language is judged by its numbers and marks.

## Ethics and privacy

The texts are people's messages. A model holds fragments of them: terms of up to two words or four
characters, telephone numbers as zeros. The service keeps, logs and echoes no text. `report.html`
shows texts only with `--mistakes`. Slang and dialect that are rare in ham can be taken for spam:
measure on your own users' messages, by group, before blocking anything.

## Licence

The code is under Apache-2.0. A model trained on the collection is derived from data under
CC BY 4.0: name its authors.
"""
