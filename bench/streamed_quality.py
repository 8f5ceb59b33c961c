"""Compare `fit --stream` with `fit` on the same folds: `python -m bench.streamed_quality FILE...`.

Each row is a corpus: Matthews' correlation of both on the held-out texts, the mean over the folds,
how much folds differ, and the mean of the differences between the two. `--sorted` gives the stream
the texts sorted by label, the order that ruins a learner that takes them as they come.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import matthews_corrcoef

from chalicelib.text_key import text_key
from train.corpus.reader import Corpus, read_corpus
from train.corpus.telling import tell_nobody
from train.defaults import RANDOM_STATE
from train.evaluation.protocols import distinct
from train.recipes.catalog import RECIPES
from train.recipes.class_order import class_order
from train.recipes.default import MOST_BYTES_AT_ONCE
from train.recipes.default_options import RecipeOptions
from train.recipes.fitted import Fitted
from train.streaming.learner import epochs_for
from train.streaming.learning import Effort, Training, learn
from train.streaming.parts import draw, split_parts, with_rare_classes
from train.streaming.shuffled_rows import ShuffledRows

FOLDS = 5


class Scores(NamedTuple):
    """Matthews' correlation on the texts that a fold holds out."""

    batch: float
    stream: float


def fit_streamed(texts: Sequence[str], labels: Sequence[str], positive: str | None) -> Fitted:
    """Fit as `fit --stream` does, to texts that are in memory."""
    classes = class_order(set(labels), positive)
    numbers = [classes.index(label) for label in labels]
    with ShuffledRows(RANDOM_STATE) as rows:
        for number, text in zip(numbers, texts, strict=True):
            rows.add(number, int(text_key(text), 16), text)
        parts = split_parts(rows.texts, rows.text_bytes, hold_out=False)
        places = range(len(classes))
        sizes = [numbers.count(place) for place in places]
        share = min(1.0, MOST_BYTES_AT_ONCE / rows.text_bytes)
        drawn = draw(rows.read(RANDOM_STATE), parts, places, sizes, share, MOST_BYTES_AT_ONCE)
        training = Training(rows, parts, places, rows.texts)
        effort = Effort(epochs_for(rows.texts), processes=1)
        calibration = with_rare_classes(drawn, len(classes))
        taught = (drawn.sample, calibration, classes)
        return learn(training, *taught, RecipeOptions(), effort, tell_nobody)


def compare(corpus: Corpus, *, by_label: bool) -> list[Scores]:
    """Return the scores of each fold."""
    protocol = distinct(corpus, FOLDS, repeats=1)
    found: list[Scores] = []
    for split in protocol.splits:
        training = sorted(split.training, key=protocol.labels.__getitem__)
        training = training if by_label else list(split.training)
        texts, test = ([protocol.texts[at] for at in part] for part in (training, split.test))
        labels, truth = ([protocol.labels[at] for at in part] for part in (training, split.test))
        batch = RECIPES["default"].fit(texts, labels, protocol.positive)
        stream = fit_streamed(texts, labels, protocol.positive)
        found.append(Scores(*(_mcc(fitted, test, truth) for fitted in (batch, stream))))
    return found


def _mcc(fitted: Fitted, texts: Sequence[str], labels: Sequence[str]) -> float:
    probabilities = fitted.classifier.predict_proba(fitted.vectorizer.transform(texts))
    if fitted.threshold is None:
        places = probabilities.argmax(axis=1)
    else:
        places = (probabilities[:, 1] > fitted.threshold).astype(int)
    return float(matthews_corrcoef(labels, fitted.classifier.classes_[places]))


def main() -> None:
    """Print a row for each corpus: the mean and the spread over the folds."""
    parser = ArgumentParser("python -m bench.streamed_quality", description=main.__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="FILE", help="labelled texts")
    parser.add_argument("--sorted", action="store_true", help="give the stream texts by label")
    args = parser.parse_args()
    print("| corpus | texts | classes | fit | fit --stream | folds differ by | difference |")
    print("| --- |" + " ---: |" * 6)
    for path in args.data:
        corpus = read_corpus([path])
        scores = np.array(compare(corpus, by_label=args.sorted))
        batch, stream = scores.mean(axis=0)
        difference = (scores[:, 1] - scores[:, 0]).mean()
        print(
            f"| {path.stem} | {len(corpus.texts):,} | {len(corpus.counts())} | {batch:.4f} "
            f"| {stream:.4f} | {scores[:, 0].std(ddof=1):.4f} | {difference:+.4f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
