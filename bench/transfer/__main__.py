"""How good a model is on corpora that it was not fitted to, and at home.

`python -m bench.transfer FILE` reads a file with the column `source`, as `python -m train corpus
--all` writes it, and fits the default recipe to each source alone, to all others, and to all. It
tests each model on each source and on the files that `--more` and `--ham` name. `--json` writes the
metrics, which the model card shows; `--choose` compares options of the recipe instead.
"""

import json
from argparse import ArgumentParser
from pathlib import Path

from bench.transfer.choice import print_choices
from bench.transfer.corpora import Corpora, read
from bench.transfer.fits import FOLDS, Fits
from bench.transfer.matrix import METRICS, measure, table
from train.errors import InputError
from train.files import write_bytes
from train.report.transfer_tables import check_complete


def main() -> None:
    """Print how good models are on corpora that they were not fitted to."""
    parser = ArgumentParser("python -m bench.transfer", description=main.__doc__)
    parser.add_argument("data", type=Path, metavar="FILE", help="texts with the column 'source'")
    parser.add_argument(
        "--more", nargs="+", default=[], metavar="NAME=FILE", help="further files to test on only"
    )
    parser.add_argument(
        "--ham", nargs="+", default=[], metavar="NAME=FILE", help="the same, with ham texts only"
    )
    parser.add_argument("--json", type=Path, help="write the metrics to this file")
    parser.add_argument("--choose", action="store_true", help="compare options of the recipe")
    args = parser.parse_args()
    try:
        corpora = read(args.data, args.more, args.ham)
        if args.choose:
            print_choices(corpora)
        else:
            print_matrix(corpora, args.json)
    except InputError as exc:
        parser.error(str(exc))


def print_matrix(corpora: Corpora, path: Path | None) -> None:
    """Print a table for each metric, and write the metrics to a file, if one is named.

    Raises
    ------
    InputError
        If a file is named, and the texts lack a corpus that the model card needs.
    """
    if path is not None:
        check_complete(corpora.homes)
    matrix = measure(corpora, [*Fits(corpora).every()])
    if path is not None:
        content = {"folds": FOLDS, "texts": corpora.counts(), "matrix": matrix}
        write_bytes(path, f"{json.dumps(content, indent=1)}\n".encode())
    for metric in METRICS:
        print(f"{metric}\n\n{table(matrix, corpora.sources, metric)}\n")


if __name__ == "__main__":
    main()
