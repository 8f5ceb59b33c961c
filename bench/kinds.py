"""What each kind of classifier of format 2 costs: `python -m bench.kinds [--data FILE] [KIND...]`.

Prints a row for each kind: the bytes of the classifier's file, the time to load it, and the time of
one text in the service and in the library that the classifier is from, first without the
vectorizer, then from the text to its label. The model is fitted to nine tenths of the corpus, and
the texts are of the rest, so most have words that the model does not know.
"""

from argparse import ArgumentParser

from bench.measure.kinds import KINDS, measure_kinds
from bench.report.tables import kinds_table
from train.corpus.collecting import Reading
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import read_corpus


def main() -> None:
    """Print the table."""
    parser = ArgumentParser("python -m bench.kinds", description=main.__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument(
        "--data",
        default=str(SAMPLE),
        metavar="FILE",
        help="labelled texts; default: the embedded corpus",
    )
    parser.add_argument(
        "--encoding", default=None, help="of the file; default: found by its content"
    )
    args = parser.parse_args()
    corpus = read_corpus([args.data], reading=Reading(encoding=args.encoding))
    costs = measure_kinds(args.kinds or [*KINDS], corpus.texts, corpus.labels)
    print(kinds_table(costs))


if __name__ == "__main__":
    main()
