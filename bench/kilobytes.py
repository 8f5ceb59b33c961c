"""What a kilobyte of text costs to label: `python -m bench.kilobytes`.

The texts have the lengths of anything from a message to a mail of 64 kB. `bench.grow` generates
them, so that a longer text has more distinct words, as real ones do. Each recipe's model labels
them one by one, as the service does with an array, and scikit-learn in batches. The times are those
of the processor, for each batch the best of several rounds, so that other programs change little.

The time of a text is nearly a line, a + b kB. It is fitted to relative errors, because an absolute
error of a long text would outweigh the short ones. Lambda gives a function of 1,769 MB a whole
processor, and a smaller one its share (`bench.processor_share`): b is divided by that share.
"""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.grow import grow
from bench.measure.quality import exported
from bench.processor_share import WHOLE_PROCESSOR_MB
from bench.report.tables import table
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus
from train.recipes.catalog import RECIPES

LENGTHS = (80, 160, 500, 1_000, 4_000, 16_000, 64_000)
"""Bytes in UTF-8: two messages, a short and a long mail, and what the service accepts at most."""
BYTES_PER_LENGTH = 200_000
FEWEST, MOST = 5, 1_000
BATCH = 100
"""Texts in one call of scikit-learn, and in one measurement."""
ROUNDS = 10
SIZES_MB = (512, WHOLE_PROCESSOR_MB)

Label = Callable[[Sequence[str]], object]


class Line(NamedTuple):
    """The seconds of a text are `text + kilobyte * kB`, with at most this relative error."""

    text: float
    kilobyte: float
    error: float


def texts_of(length: int, words: Iterator[str]) -> list[str]:
    """Return texts of a length in bytes, each made of texts in a row.

    >>> texts_of(100_000, iter(["see you", "soon"] * 100_000))[0][:20]
    'see you soon see you'
    """
    count = max(FEWEST, min(MOST, BYTES_PER_LENGTH // length))
    return [_text_of(length, words) for _ in range(count)]


def _text_of(length: int, words: Iterator[str]) -> str:
    parts, size = [], 0
    while size < length:
        parts.append(next(words))
        size += len(parts[-1].encode()) + 1
    return " ".join(parts).encode()[:length].decode(errors="ignore")


def labellers(recipe: str, corpus: Corpus) -> dict[str, Label]:
    """Return the functions that label texts by a recipe's model, here and in scikit-learn."""
    fitted = RECIPES[recipe].fit(corpus.texts, corpus.labels, corpus.positive.label)
    vectorizer, classifier = fitted.vectorizer, fitted.classifier
    model = exported(fitted, corpus.texts)

    def ours(texts: Sequence[str]) -> object:
        return [model.predict(text) for text in texts]

    def theirs(texts: Sequence[str]) -> object:
        matrix = vectorizer.transform(texts)
        # As in the tutorial; other classifiers take the sparse matrix, which is faster.
        return classifier.predict(matrix.toarray() if recipe == "tutorial" else matrix)

    return {recipe: ours, f"{recipe}, scikit-learn": theirs}


def seconds_per_text(label: Label, texts: Sequence[str], rounds: int) -> float:
    """Return the processor's seconds for a text; each batch counts with its best round."""
    seconds = 0.0
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        seconds += min(_seconds(label, batch) for _ in range(rounds))
    return seconds / len(texts)


def _seconds(label: Label, batch: Sequence[str]) -> float:
    started = time.process_time()
    label(batch)
    return time.process_time() - started


def fit_line(kilobytes: Sequence[float], seconds: Sequence[float]) -> Line:
    """Return the line with the least sum of squared relative errors.

    2 s for 1 kB and 3 s for 2 kB are exactly 1 s and 1 s more for each kB:

    >>> line = fit_line([1.0, 2.0, 4.0], [2.0, 3.0, 5.0])
    >>> [round(value, 6) for value in line]
    [1.0, 1.0, 0.0]
    """
    x, y = np.asarray(kilobytes), np.asarray(seconds)
    slope, constant = np.polyfit(x, y, 1, w=1 / y)
    errors = np.abs(constant + slope * x - y) / y
    return Line(float(constant), float(slope), float(errors.max()))


def lines(costs: dict[str, list[float]]) -> str:
    """Return the table of the fitted lines, with the cost of a kB at each memory size."""
    rows = []
    for name, seconds in costs.items():
        line = fit_line([length / 1000 for length in LENGTHS], seconds)
        shares = [line.kilobyte * WHOLE_PROCESSOR_MB / size for size in SIZES_MB]
        milliseconds = [f"{share * 1000:.2f}" for share in shares]
        rows.append([name, f"{line.text * 1e6:.0f}", *milliseconds, f"{line.error:.0%}"])
    heads = [f"ms per kB at {size:,} MB" for size in SIZES_MB]
    return table(["model", "µs per text", *heads, "largest error"], rows)


def main() -> None:
    """Print the time of a text of each length, and the line through them for each model."""
    args = _arguments()
    corpus = read_corpus([args.data])
    # After the real texts, which the models know.
    words = islice((text for text, _ in grow(corpus, 20)), len(corpus.texts), None)
    texts = {length: texts_of(length, words) for length in LENGTHS}
    labels = {
        name: label for recipe in RECIPES for name, label in labellers(recipe, corpus).items()
    }
    costs = {
        name: [seconds_per_text(label, texts[length], args.rounds) for length in LENGTHS]
        for name, label in labels.items()
    }
    cells = [
        [f"{length:,}", *(f"{1e6 * cost:,.0f} / {1e6 * cost / length:.2f}" for cost in column)]
        for length, *column in zip(LENGTHS, *costs.values(), strict=True)
    ]
    print("µs per text / ms per kB of text, of a whole processor\n")
    print(table(["bytes", *costs], cells))
    print(f"\n{lines(costs)}")


def _arguments() -> Namespace:
    parser = ArgumentParser("python -m bench.kilobytes", description=main.__doc__)
    data = Path(os.environ.get("SMS_SPAM_CSV") or SAMPLE)
    parser.add_argument(
        "--data",
        type=Path,
        default=data,
        metavar="FILE",
        help="labelled texts to fit the models to; default: $SMS_SPAM_CSV, or the embedded corpus",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=ROUNDS,
        metavar="N",
        help="rounds; the fastest of each batch counts; default: %(default)s",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
