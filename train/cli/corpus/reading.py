"""Read the texts that the options name, and tell on standard error what was found in them."""

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.settings import read_settings
from train.cli.console import note
from train.cli.corpus.table import corpus_table
from train.corpus.collecting import Reading
from train.corpus.labels.positive_class import choose_positive
from train.corpus.reader import Corpus, read_corpus
from train.corpus.sources.addresses import Address
from train.corpus.summary import summarize

if TYPE_CHECKING:
    from train.evaluation.examples import Example


def read_training(
    args: Namespace,
    check: Callable[[Corpus], object] = lambda corpus: None,
    current_positive: str | None = None,
) -> Corpus:
    """Return the texts of `--data`, and print a table about them.

    `check` gets the corpus before its positive class is looked up, so that it can say more.
    `current_positive` is that of the current version, which stays if no option names another.
    """
    reading = Reading(args.encoding, args.labels, tell=note)
    corpus = read_corpus(args.data, args.text_column, args.label_column, reading=reading)
    check(corpus)
    named = args.positive or current_positive
    if named is not None:
        chosen = choose_positive(corpus.counts(), named)
        if not args.positive:
            chosen = chosen._replace(reason="it is that of the current version")
        corpus = replace(corpus, chosen=chosen)
    summary = summarize(corpus, read_settings(os.environ).max_text_bytes)
    note(corpus_table(summary, corpus.positive))
    return corpus


def read_test(args: Namespace, known_labels: Sequence[str]) -> Corpus | None:
    """Return the texts of `--test`, if it is given, with the spelling of the known labels."""
    return _read_more(args.test, args, known_labels) if args.test else None


def read_examples(args: Namespace, known_labels: Sequence[str]) -> "list[Example] | None":
    """Return the texts of `--examples`, none with `--no-examples`, or None without either."""
    from train.evaluation.examples import given_examples

    if not args.examples:
        return None if args.examples is None else []
    return given_examples(_read_more([args.examples], args, known_labels), known_labels)


def _read_more(
    addresses: Sequence[Address], args: Namespace, known_labels: Sequence[str]
) -> Corpus:
    reading = Reading(args.encoding, args.labels, known_labels, note)
    return read_corpus(
        addresses, args.text_column, args.label_column, to_train=False, reading=reading
    )
