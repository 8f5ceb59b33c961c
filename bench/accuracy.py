"""What each part of the default recipe is worth, and whether its choice holds up when nested.

The first table leaves out or changes one part at a time, on stratified 10-fold cross-validation of
the distinct texts. The second lets each of five outer folds choose among candidates by the mean MCC
of its own inner folds alone, and measures the choice on the outer fold: no figure has seen the
texts that chose it.
"""

from argparse import ArgumentParser
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from train.corpus.download import SAMPLE
from train.corpus.reader import Corpus, read_corpus
from train.defaults import INNER_FOLDS
from train.evaluation.cross_validation import over_splits
from train.evaluation.metrics import Measured, Metrics, measure
from train.evaluation.protocols import distinct
from train.export.exporter import export_model
from train.recipes.default import DEFAULT, RecipeOptions, fit_default

ABLATIONS = {
    "as it is": DEFAULT,
    "no shapes of numbers and links": replace(DEFAULT, shapes=False),
    "no measures of the text": replace(DEFAULT, measures=False),
    "no defences against disguise": replace(DEFAULT, defended=False),
    "characters 1 to 5": replace(DEFAULT, ngram_range=(1, 5)),
    "C = 1": replace(DEFAULT, c=1.0),
    "all terms": replace(DEFAULT, terms=10**9),
    "40,000 terms": replace(DEFAULT, terms=40_000),
    "20,000 terms": replace(DEFAULT, terms=20_000),
    "10,000 terms": replace(DEFAULT, terms=10_000),
}
CANDIDATES = [
    RecipeOptions(ngram_range=sizes, terms=terms)
    for sizes in ((2, 4), (1, 5))
    for terms in (20_000, 40_000, 60_000, 10**9)
]


def main() -> None:
    """Print both tables."""
    parser = ArgumentParser("python -m bench.accuracy", description=main.__doc__)
    parser.add_argument("--data", nargs="+", type=Path, default=[SAMPLE], metavar="FILE")
    parser.add_argument("--nested", action="store_true", help="the second table, some minutes")
    args = parser.parse_args()
    corpus = read_corpus(args.data)
    if args.nested:
        nested(corpus)
    else:
        ablate(corpus)


def ablate(corpus: Corpus) -> None:
    """Print what the recipe does without one of its parts."""
    protocol = distinct(corpus, repeats=1)
    print("| part | accuracy | mcc | spam caught | blocked ham | bytes |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, parts in ABLATIONS.items():
        folds = list(over_splits(partial(run, parts), protocol, protocol.splits, name))
        means = [
            np.mean([fold[0][figure] for fold in folds])
            for figure in ("accuracy", "mcc", "spam_caught", "blocked_ham")
        ]
        size = np.mean([fold[1] for fold in folds])
        print(f"| {name} | " + " | ".join(f"{mean:.4f}" for mean in means) + f" | {size:,.0f} |")


def nested(corpus: Corpus) -> None:
    """Print what is measured when each outer fold chooses for itself, and what it chooses."""
    outer = distinct(corpus, folds=INNER_FOLDS, repeats=1)
    chosen: Counter[str] = Counter()
    results: list[Metrics] = []
    for training, rest in outer.splits:
        texts, labels = ([of[at] for at in training] for of in (outer.texts, outer.labels))
        inner = distinct(Corpus(texts, labels, ""), folds=INNER_FOLDS, repeats=1)
        scores = []
        for parts in CANDIDATES:
            folds = over_splits(partial(run, parts), inner, inner.splits, str(parts.terms))
            scores.append(float(np.mean([fold[0]["mcc"] for fold in folds])))
        best = CANDIDATES[int(np.argmax(scores))]
        chosen[f"characters {best.ngram_range}, {best.terms:,} terms"] += 1
        test, truth = ([of[at] for at in rest] for of in (outer.texts, outer.labels))
        results.append(run(best, texts, labels, test, truth)[0])
    for figure in ("accuracy", "mcc", "spam_caught", "blocked_ham"):
        values = [result[figure] for result in results]
        print(f"{figure:<12} {np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}")
    for name, count in chosen.most_common():
        print(f"chosen {count} of {len(outer.splits)} times: {name}")


def run(
    parts: RecipeOptions, texts: list[str], labels: list[str], test: list[str], truth: list[str]
) -> tuple[Metrics, int]:
    """Fit to the training part; return the figures on the test part and the artifacts' bytes."""
    vectorizer, classifier, threshold = fit_default(texts, labels, parts)
    export = export_model(vectorizer, classifier, texts[:20])
    found: Measured = measure(export, test, truth, threshold)
    return found.metrics, len(export.vectorizer) + len(export.classifier)


if __name__ == "__main__":
    main()
