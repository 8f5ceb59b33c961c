"""The command that labels texts: those of its arguments, of standard input, or of files."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from tqdm import tqdm

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError
from chalicelib.registry.fetch import fetch_model
from chalicelib.scoring.model import label_string
from chalicelib.store.opening import open_reader
from train.cli.console import note, print_result
from train.cli.output_files import check_not_read
from train.cli.output_format import output_format
from train.cli.policy.in_force import say_policy
from train.cli.registry.signatures import check_signature, public_keys
from train.counted import counted
from train.errors import InputError
from train.registry.current_model import fetch_current_pointer
from train.report.visible_text import visible
from train.scoring_files.output import Contents, RowFormat, row_format
from train.scoring_files.output_file import open_output
from train.scoring_files.rows import Row, RowReading, read_rows, read_stdin_lines
from train.scoring_files.scoring import ModelSource, ScoredRow, processors, score_rows, scorer_of

if TYPE_CHECKING:
    from chalicelib.pointer import Pointer
    from chalicelib.scoring.model import Model

STANDARD_INPUT = ["-"]


@dataclass(slots=True)
class _Counts:
    """How many rows were labelled, how many are empty, and how many have each label."""

    labelled: int = 0
    empty: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, chunk: Iterable[ScoredRow]) -> None:
        """Count the rows of a chunk."""
        for label in (scored.label for _, scored in chunk):
            self.labelled += label is not None
            self.empty += label is None
            self.labels.update((label,) if isinstance(label, str) else label or ())


def predict(args: Namespace) -> None:
    """Label texts from arguments, standard input or files with the promoted model."""
    _check(args)
    args.keep = [*dict.fromkeys(args.keep)]
    pointer, model = _fetch_model(args.store)
    policy = pointer.policy and strict_json.canonical(pointer.policy.document)
    source = ModelSource(args.store, model.manifest.version, policy)
    if args.texts and args.texts != STANDARD_INPUT and not _wants_rows(args):
        served = scorer_of(model, source).served
        for text in args.texts:
            print_result(label_string(served.predict(text)))
        _say_unfamiliar(model, args.texts)
        return
    contents = Contents(
        model.manifest.classes, model.has_probabilities, args.keep, args.with_text, args.explain
    )
    scored = score_rows(
        _rows(args),
        model,
        source,
        with_evidence=args.explain,
        processes=args.processes or processors(),
    )
    counts = _Counts()
    _write(args.out, row_format(output_format(args.format, args.out), contents), scored, counts)
    _say_counts(counts, model.manifest.classes)
    say_policy(pointer)


def _wants_rows(args: Namespace) -> bool:
    return bool(args.format or args.with_text or args.explain or args.out)


def _check(args: Namespace) -> None:
    """Refuse options that contradict each other."""
    if args.texts and args.data:
        raise InputError("found both TEXT and --data; expected one of them")
    if not args.texts and not args.data and sys.stdin.isatty():
        raise InputError("found nothing to label; expected TEXT, --data FILE or standard input")
    if len(args.texts) > 1 and STANDARD_INPUT[0] in args.texts:
        raise InputError("found both TEXT and -, which is standard input; expected one of them")
    empty = [number for number, text in enumerate(args.texts, start=1) if not text.strip()]
    if empty and not _wants_rows(args):
        raise InputError(f"text {empty[0]} is empty or only white space; expected a text to label")
    if (args.keep or args.text_column) and not args.data:
        raise InputError("--keep and --text-column name columns of a file; expected --data FILE")
    check_not_read(args.out, args.data, "--out")


def _fetch_model(uri: str) -> "tuple[Pointer, Model]":
    """Fetch what the pointer names; a key of `MODEL_PUBLIC_KEY` must have signed all of it."""
    store = open_reader(uri)
    try:
        pointer = fetch_current_pointer(store)
        model = fetch_model(store, pointer.manifest, public_keys())
    except NotInStoreError as exc:
        raise InputError(f"{exc}; 'python -m train publish --promote' puts a model there") from exc
    if pointer.policy is not None:
        check_signature(store, pointer.policy)
    return pointer, model


def _rows(args: Namespace) -> Iterator[Row]:
    reading = RowReading(args.encoding, args.text_column or (), args.keep, note)
    if args.data:
        return read_rows(args.data, reading)
    if args.texts and args.texts != STANDARD_INPUT:
        return (Row(f"text {number}", text) for number, text in enumerate(args.texts, start=1))
    return read_stdin_lines(reading)


def _write(
    path: Path | None,
    rows: RowFormat,
    scored: Iterator[list[ScoredRow]],
    counts: _Counts,
) -> None:
    """Write all rows; nothing is written if the first ones cannot be read."""
    first = next(scored, [])
    with open_output(path) as file, _bar(path) as bar:
        file.write(_shown(rows.head(), file))
        for chunk in chain([first], scored):
            file.write(_shown(rows.lines(chunk), file))
            file.flush()
            counts.add(chunk)
            bar.update(len(chunk))


def _shown(lines: str, file: TextIO) -> str:
    """Return lines, their invisible characters escaped if a terminal would obey them."""
    return visible(lines) if file.isatty() else lines


def _bar(path: Path | None) -> "tqdm[NoReturn]":
    """Return a progress bar for a terminal that the rows do not go to."""
    disable = None if path or not sys.stdout.isatty() else True
    return tqdm(desc="predict", unit=" rows", disable=disable, leave=False, delay=1)


def _say_unfamiliar(model: "Model", texts: Iterable[str]) -> None:
    for number, text in enumerate(texts, start=1):
        if model.is_familiar(text, model.known_share(text)) is False:
            note(f"text {number} is not like the texts that the model was trained on")


def _say_counts(counts: _Counts, classes: Iterable[str]) -> None:
    # A policy may leave texts unsure, which is no class.
    names = [*classes, *sorted(counts.labels.keys() - {*classes})]
    labels = ", ".join(f"{counts.labels[label]:,} {label}" for label in names)
    note(f"labelled {counted(counts.labelled, 'row')}: {labels}")
    if counts.empty:
        rows = counted(counts.empty, "row with an empty text has", "rows with an empty text have")
        note(f"{rows} no label")
