"""How far the default recipe's probabilities can be trusted on texts of other corpora.

`python -m bench.shift --train FILE[,FILE...] --data FILE[,FILE...]...` fits to nine tenths of the
training corpus and prints a Markdown table: a row for the tenth that is held out, then one for each
other corpus, without copies of training texts. Figures before the arrow are of the classifier's own
probabilities, those behind it of the adjusted ones (docs/accuracy.md).
"""

from argparse import ArgumentParser
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from bench.data_sets import names, paths
from chalicelib.scoring.model import Model
from train.corpus.reader import read_corpus
from train.evaluation.metrics import Booleans, Floats, calibration_error
from train.evaluation.predictions import text_key
from train.evaluation.protocols import tutorial
from train.fit import fit
from train.recipes.catalog import RECIPES

SURE = 0.95
POSITIVE = ("spam", "smishing", "1")
HEAD = (
    "| texts | number | accuracy | adjusted | calibration error | sure and wrong |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)

Pairs = list[tuple[str, bool]]
"""Texts, and whether each belongs to the positive class."""


class Measured(NamedTuple):
    """A label's probability, with and without the adjustment, and whether the label is right."""

    own: float
    adjusted: float
    right: bool


def main() -> None:
    """Print the table."""
    parser = ArgumentParser("python -m bench.shift", description=main.__doc__)
    files = "FILE[,FILE...]"
    parser.add_argument("--train", required=True, metavar=files, help="the training corpus")
    parser.add_argument("--data", nargs="+", required=True, metavar=files, help="other corpora")
    parser.add_argument(
        "--positive",
        nargs="+",
        default=POSITIVE,
        metavar="LABEL",
        help="labels, in lower case, of the positive class",
    )
    args = parser.parse_args()
    corpus = read_corpus(paths(args.train))
    trained = fit(RECIPES["default"], corpus)
    model = trained.bundle().model()
    held_out = tutorial(corpus).splits[0][1]
    home = [(corpus.texts[at], corpus.labels[at].casefold() in args.positive) for at in held_out]
    print(HEAD)
    print(row("held out", model, unseen(home, trained.training_keys)))
    for files in args.data:
        other = read_corpus(paths(files), to_train=False)
        labelled = zip(other.texts, other.labels, strict=True)
        pairs = [(text, label.casefold() in args.positive) for text, label in labelled]
        print(row(names(files), model, unseen(pairs, trained.training_keys)), flush=True)


def unseen(pairs: Pairs, training_keys: Collection[str]) -> Pairs:
    """Return the texts that are no copies of training texts."""
    return [pair for pair in pairs if text_key(pair[0]) not in training_keys]


def row(name: str, model: Model, pairs: Pairs) -> str:
    """Return the table's row for some texts."""
    found = [measured(model, *pair) for pair in pairs]
    right = np.array([each.right for each in found])
    own, adjusted = (np.array(values) for values in list(zip(*found, strict=True))[:2])
    cells = (
        name,
        f"{len(found):,}",
        f"{right.mean():.4f}",
        f"{np.mean(own != adjusted):.1%}",
        f"{calibration_error(own, right):.4f} → {calibration_error(adjusted, right):.4f}",
        f"{sure_and_wrong(own, right):.2%} → {sure_and_wrong(adjusted, right):.2%}",
    )
    return f"| {' | '.join(cells)} |"


def measured(model: Model, text: str, positive: bool) -> Measured:
    """Return what the model says of a text, and whether it is right."""
    label, probabilities = model.classify(text)
    at = model.manifest.classes.index(str(label))
    own = model.classifier.probabilities(model.scores(text))
    right = (label == model.manifest.positive) == positive
    return Measured((own or ())[at], (probabilities or ())[at], right)


def sure_and_wrong(probabilities: Floats, right: Booleans) -> float:
    """Return the share of the texts with a wrong label and a probability above `SURE`.

    >>> sure_and_wrong(np.array([0.99, 0.99, 0.9]), np.array([True, False, False]))
    0.3333333333333333
    """
    return float(np.mean((probabilities > SURE) & ~right))


if __name__ == "__main__":
    main()
