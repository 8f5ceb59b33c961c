"""What each option of the default recipe contributes, and whether choosing them generalizes.

`python -m bench.accuracy` changes one option at a time, in stratified 10-fold cross-validation of
the distinct texts. With `--nested`, each of five outer folds chooses among the candidates by the
mean MCC of its own inner folds, and the choice is measured on the outer fold: no figure comes from
texts that chose it.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus
from train.defaults import INNER_FOLDS
from train.evaluation.cross_validation import over_splits
from train.evaluation.metrics import Metrics, evaluate
from train.evaluation.protocols import Protocol, distinct
from train.export.exporter import export_model
from train.recipes.default import fit_default
from train.recipes.default_options import DEFAULT, RecipeOptions

METRICS = ("accuracy", "mcc", "spam_caught", "blocked_ham")
ALL_TERMS = 10**9
ABLATIONS = {
    "the recipe": DEFAULT,
    "no shapes of numbers and links": replace(DEFAULT, shapes=False),
    "no text statistics": replace(DEFAULT, statistics=False),
    "no homoglyph replacement": replace(DEFAULT, defended=False),
    "characters 1 to 5": replace(DEFAULT, ngram_range=(1, 5)),
    "C = 1": replace(DEFAULT, c=1.0),
    "all common n-grams": replace(DEFAULT, common=1.0),
    "repeats count": replace(DEFAULT, binary=False),
    "all terms": replace(DEFAULT, terms=ALL_TERMS, common=1.0),
    "60,000 terms": replace(DEFAULT, terms=60_000),
    "40,000 terms": replace(DEFAULT, terms=40_000),
    "10,000 terms": replace(DEFAULT, terms=10_000),
}
CANDIDATES = [
    RecipeOptions(ngram_range=ngram_range, terms=terms)
    for ngram_range in ((2, 4), (1, 5))
    for terms in (20_000, 40_000, 60_000, ALL_TERMS)
]


class FoldResult(NamedTuple):
    """The metrics on one fold, and the bytes of the artifacts."""

    metrics: Metrics
    artifact_bytes: int


def main() -> None:
    """Print what each option contributes, or the result of nested cross-validation."""
    parser = ArgumentParser("python -m bench.accuracy", description=main.__doc__)
    parser.add_argument(
        "--data",
        nargs="+",
        type=Path,
        default=[SAMPLE],
        metavar="FILE",
        help="labelled texts; default: the embedded corpus",
    )
    parser.add_argument("--nested", action="store_true", help="choose in each fold; some minutes")
    args = parser.parse_args()
    corpus = read_corpus(args.data)
    if args.nested:
        print_nested(corpus)
    else:
        print_ablations(corpus)


def print_ablations(corpus: Corpus) -> None:
    """Print a row for the recipe and one for each changed option."""
    protocol = distinct(corpus, repeats=1)
    print("| option | accuracy | mcc | spam caught | blocked ham | bytes |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, options in ABLATIONS.items():
        results = cross_validate(options, protocol, name)
        means = [np.mean([each.metrics[metric] for each in results]) for metric in METRICS]
        size = np.mean([each.artifact_bytes for each in results])
        print(f"| {name} | " + " | ".join(f"{mean:.4f}" for mean in means) + f" | {size:,.0f} |")


def print_nested(corpus: Corpus) -> None:
    """Print the metrics when each outer fold chooses for itself, and what the folds choose."""
    outer = distinct(corpus, folds=INNER_FOLDS, repeats=1)
    choices: Counter[str] = Counter()
    results: list[Metrics] = []
    for training, test in outer.splits:
        train_corpus = subset(outer, training)
        best = choose(train_corpus)
        choices[describe(best)] += 1
        test_corpus = subset(outer, test)
        result = fit_and_evaluate(
            best, train_corpus.texts, train_corpus.labels, test_corpus.texts, test_corpus.labels
        )
        results.append(result.metrics)
    for metric in METRICS:
        values = [result[metric] for result in results]
        print(f"{metric:<12} {np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}")
    for name, count in choices.most_common():
        print(f"chosen {count} of {len(outer.splits)} times: {name}")


def choose(corpus: Corpus) -> RecipeOptions:
    """Return the candidate with the highest mean MCC in cross-validation."""
    inner = distinct(corpus, folds=INNER_FOLDS, repeats=1)
    scores = [
        np.mean([each.metrics["mcc"] for each in cross_validate(options, inner, describe(options))])
        for options in CANDIDATES
    ]
    return CANDIDATES[int(np.argmax(scores))]


def describe(options: RecipeOptions) -> str:
    """Return the values that differ between the candidates.

    >>> describe(CANDIDATES[0]), describe(CANDIDATES[-1])
    ('characters (2, 4), 20,000 terms', 'characters (1, 5), all terms')
    """
    terms = "all" if options.terms == ALL_TERMS else f"{options.terms:,}"
    return f"characters {options.ngram_range}, {terms} terms"


def subset(protocol: Protocol, positions: Iterable[int]) -> Corpus:
    """Return the texts at these positions as a corpus."""
    pairs = [(protocol.texts[position], protocol.labels[position]) for position in positions]
    return Corpus([text for text, _ in pairs], [label for _, label in pairs], "")


def cross_validate(
    options: RecipeOptions, protocol: Protocol, description: str
) -> list[FoldResult]:
    """Return the result of each fold."""
    task = partial(fit_and_evaluate, options)
    return list(over_splits(task, protocol, protocol.splits, description))


def fit_and_evaluate(
    options: RecipeOptions,
    train_texts: list[str],
    train_labels: list[str],
    test_texts: list[str],
    test_labels: list[str],
) -> FoldResult:
    """Fit the recipe to the training texts and evaluate the exported model on the test texts."""
    fitted = fit_default(train_texts, train_labels, options)
    export = export_model(fitted.vectorizer, fitted.classifier, train_texts[:20])
    evaluation = evaluate(export, test_texts, test_labels, fitted.threshold)
    return FoldResult(evaluation.metrics, len(export.vectorizer) + len(export.classifier))


if __name__ == "__main__":
    main()
