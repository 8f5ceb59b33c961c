"""Whether the drift figures tell other texts from those that a model was made for.

`python -m bench.drift --train spam.csv --data FILE[,FILE...]...` divides the distinct texts of the
first file: a recipe is fitted to 70 %, 15 % make the reference, and 15 % are the stream of the same
kind. It prints a Markdown table with a row for each stream: up to 1,000 texts, drawn with a fixed
seed. Each text goes through the service's own sampler, as if a second apart, and the limits of
`python -m train drift` judge the log that this would be. Nothing is served, no text is printed.
"""

import random
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bench.data_sets import names, paths, select
from chalicelib.scoring.model import Label, Model
from chalicelib.serving.drift import DriftSampler, Sample
from chalicelib.serving.served_model import ServedModel
from train.corpus.reader import Corpus, read_corpus
from train.drift.log_lines import LogLine
from train.drift.observed import observe
from train.drift.verdict import judge
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.fit import fit
from train.recipes.catalog import RECIPES

MOST_TEXTS = 1_000
SEED = 20_260_131
SAME = "the same kind"
SHARES = (0.70, 0.85)
"""Up to which share of the texts the training part and the reference's part reach."""

HEAD = (
    "| stream | texts | mean known share | familiar | positive | drift | `Drift` of 200 texts "
    "| beyond its limit |\n| --- |" + " ---: |" * 6 + " --- |"
)


class Parts(NamedTuple):
    """The texts to fit to, those that make the reference, and others of the same kind."""

    training: Corpus
    reference: Corpus
    stream: Corpus


def main() -> None:
    """Print the table."""
    parser = ArgumentParser("python -m bench.drift", description=main.__doc__)
    parser.add_argument(
        "--train",
        required=True,
        type=Path,
        metavar="FILE",
        help="labelled texts to fit the recipe to",
    )
    parser.add_argument(
        "--data",
        nargs="+",
        default=[],
        metavar="FILE[,FILE...]",
        help="other texts to compare with",
    )
    parser.add_argument(
        "--recipe",
        choices=sorted(RECIPES),
        default="default",
        help="what to fit; default: %(default)s",
    )
    args = parser.parse_args()
    parts = divided(read_corpus([args.train]))
    model = fit(RECIPES[args.recipe], parts.training, parts.reference).bundle().model()
    print(HEAD)
    print(row(model, SAME, parts.stream.texts), flush=True)
    for argument in args.data:
        print(row(model, names(argument), read_texts(paths(argument))), flush=True)


def divided(corpus: Corpus) -> Parts:
    """Divide the distinct texts of a corpus, in an order drawn with the seed."""
    first = {text_key(text): position for position, text in enumerate(corpus.texts)}
    positions = list(first.values())
    random.Random(SEED).shuffle(positions)  # noqa: S311 - no secret
    one, two = (round(share * len(positions)) for share in SHARES)
    parts = (positions[:one], positions[one:two], positions[two:])
    return Parts(*(select(corpus, part) for part in parts))


def read_texts(files: Sequence[Path]) -> list[str]:
    """Return the texts of files, whatever their labels; lines are texts if there are no labels."""
    try:
        return read_corpus(list(files)).texts
    except InputError:
        lines = chain.from_iterable(path.read_text("utf-8").splitlines() for path in files)
        return [line for line in lines if line.strip()]


def row(model: Model, name: str, texts: Sequence[str]) -> str:
    """Return the table's row for a stream of texts."""
    count = min(MOST_TEXTS, len(texts))
    stream = random.Random(SEED).sample(list(texts), count)  # noqa: S311 - no secret
    served, sampler = ServedModel(model), DriftSampler()
    samples = [sample for text in stream if (sample := sampler.sample(served, [text]))]
    labels = [model.predict(text) for text in stream]
    version = model.manifest.version
    verdict = judge(version, observe(log_lines(version, samples, labels))[version], model.manifest)
    reference = model.manifest.reference
    familiar = [bool(reference and reference.is_familiar(each.known)) for each in samples]
    drifts = [f"{each.drift:.2f}" for each in samples if each.drift is not None]
    cells = (
        name,
        f"{count:,}",
        "-" if verdict.known is None else f"{verdict.known.log:.3f}",
        f"{sum(familiar) / count:.1%}",
        "-" if verdict.positive is None else f"{verdict.positive.log:.1%}",
        "-" if verdict.drift is None else f"{verdict.drift:.2f}",
        ", ".join(drifts) or "-",
        ", ".join(sentence.split(" is ")[0].removeprefix("the ") for sentence in verdict.beyond)
        or "none",
    )
    return f"| {' | '.join(cells)} |"


def log_lines(
    version: str, samples: Sequence[Sample], labels: Sequence[Label]
) -> Iterator[LogLine]:
    """Yield the lines that the service would write if it measured each text."""
    for sample, label in zip(samples, labels, strict=True):
        counts = dict.fromkeys([label] if isinstance(label, str) else label, 1)
        yield LogLine(version, 1, counts, sample.score, sample.known)


if __name__ == "__main__":
    main()
