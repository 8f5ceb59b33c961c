"""Read the texts that the options name, and tell on standard error what was found in them."""

import os
from argparse import Namespace

from chalicelib.settings import read_settings
from train.cli.console import note
from train.cli.corpus_table import corpus_table
from train.corpus.collecting import Reading
from train.corpus.reader import Corpus, read_corpus
from train.corpus.summary import summarize


def read_training(args: Namespace) -> Corpus:
    """Return the texts of `--data`, and print a table about them."""
    reading = Reading(args.encoding, args.labels, tell=note)
    corpus = read_corpus(args.data, args.text_column, args.label_column, reading=reading)
    note(corpus_table(summarize(corpus, read_settings(os.environ).max_text_bytes)))
    return corpus


def read_test(args: Namespace, training: Corpus) -> Corpus | None:
    """Return the texts of `--test`, with the labels of the training texts, if there are any."""
    if not args.test:
        return None
    reading = Reading(args.encoding, args.labels, tuple(training.counts()), note)
    return read_corpus(
        args.test, args.text_column, args.label_column, to_train=False, reading=reading
    )
