"""How the default recipe does on data sets, beside plain scikit-learn on the same split.

`python -m bench.data_sets FILE...` prints a Markdown table with a row for each argument: a file,
several files of one corpus (`ham.txt,spam.txt`), or training and test texts (`train.csv:test.csv`).
Without test texts, the tutorial's tenth is held out. No option of reading is set, and plain
scikit-learn is a `TfidfVectorizer` and a `LinearSVC` with their defaults.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from train.corpus.collecting import Reading
from train.corpus.reader import Corpus, read_corpus
from train.errors import InputError
from train.evaluation.metrics import Metrics, label_metrics
from train.evaluation.protocols import tutorial
from train.fit import fit
from train.recipes.catalog import RECIPES

HEAD = (
    "| data set | options | rows | classes | positive class | test texts | copies | baseline "
    "| accuracy | MCC | `LinearSVC`: accuracy | MCC |\n"
    "| --- | ---: | ---: | ---: | --- |" + " ---: |" * 7
)


class Parts(NamedTuple):
    """The texts to train on and those to test on."""

    training: Corpus
    test: Corpus


def main() -> None:
    """Print a table of the data sets, then a line for each that is refused."""
    parser = ArgumentParser("python -m bench.data_sets", description=main.__doc__)
    parser.add_argument(
        "data",
        nargs="+",
        metavar="FILE[,FILE...][:FILE]",
        help="the files of a data set; after a colon, the test file",
    )
    refused: list[str] = []
    print(HEAD)
    for argument in parser.parse_args().data:
        try:
            print(row(argument), flush=True)
        except InputError as exc:
            refused.append(f"{names(argument)} is refused: {exc}")
    for line in refused:
        print(f"\n{line}")


def row(argument: str) -> str:
    """Return the table's row for one data set.

    Raises
    ------
    InputError
        If its files cannot be read without options, or a model cannot be fitted to them.
    """
    corpus, test = read(argument)
    metrics = fit(RECIPES["default"], corpus, test).facts["metrics"]
    parts = Parts(corpus, test) if test is not None else held_out(corpus)
    plain = plain_metrics(parts)
    training_texts = set(parts.training.texts)
    cells = (
        names(argument),
        "0",
        f"{len(corpus.texts) + (len(test.texts) if test is not None else 0):,}",
        f"{len(metrics['classes'])}",
        corpus.positive.label or "",
        f"{metrics['texts']:,}",
        f"{sum(text in training_texts for text in parts.test.texts):,}",
        *(shown(metrics[name]) for name in ("majority_baseline", "accuracy", "mcc")),
        *(shown(plain[name]) for name in ("accuracy", "mcc")),
    )
    return f"| {' | '.join(cells)} |"


def read(argument: str) -> tuple[Corpus, Corpus | None]:
    """Return the corpus of an argument, and the texts to test on, if it names some."""
    training, _, test = argument.partition(":")
    corpus = read_corpus(paths(training))
    if not test:
        return corpus, None
    reading = Reading(known_labels=tuple(corpus.counts()))
    return corpus, read_corpus(paths(test), to_train=False, reading=reading)


def paths(files: str) -> list[Path]:
    """Return the paths in a list that commas separate."""
    return [Path(file) for file in files.split(",")]


def names(argument: str) -> str:
    """Return the files of an argument without their directories.

    >>> names("data/ham.txt,data/spam.txt"), names("a/train.csv:a/test.csv")
    ('ham.txt, spam.txt', 'train.csv, test.csv')
    """
    return ", ".join(path.name for path in paths(argument.replace(":", ",")))


def held_out(corpus: Corpus) -> Parts:
    """Return the parts of the tutorial's split."""
    split = tutorial(corpus).splits[0]
    return Parts(*(select(corpus, positions) for positions in split))


def select(corpus: Corpus, positions: list[int]) -> Corpus:
    """Return the texts at these positions."""
    texts = [corpus.texts[position] for position in positions]
    return Corpus(texts, [corpus.labels[position] for position in positions], "")


def plain_metrics(parts: Parts) -> Metrics:
    """Return the metrics of scikit-learn's `TfidfVectorizer` and `LinearSVC`."""
    pipeline = make_pipeline(TfidfVectorizer(), LinearSVC())
    pipeline.fit(parts.training.texts, parts.training.labels)
    predicted = pipeline.predict(parts.test.texts).tolist()
    classes = sorted(set(parts.training.labels))
    return label_metrics(classes, parts.test.labels, predicted)


def shown(value: float | None) -> str:
    """Return a metric with four digits, or a dash if it is not defined."""
    return "-" if value is None else f"{value:.4f}"


if __name__ == "__main__":
    main()
