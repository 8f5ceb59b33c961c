"""What each command does; results go to standard output, the rest to standard error.

Whatever imports scikit-learn is imported by the command that needs it: `list` should not wait a
second for it.
"""

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.fetch import fetch_current
from chalicelib.store import open_store
from train.corpus import Corpus, read_corpus
from train.download import SAMPLE, SMS_SHA256, SMS_URL, fetch_sms
from train.errors import InputError


def corpus(args: Namespace) -> None:
    """Print the path of a corpus to start with, fetching it first where the network allows."""
    if not args.out.exists():
        try:
            fetch_sms(args.out, SMS_URL, SMS_SHA256)
        except InputError as exc:
            note(f"{exc}\nusing the embedded corpus instead, {SAMPLE.name}")
            print(SAMPLE)
            return
    print(args.out)


def fit(args: Namespace) -> None:
    """Fit a recipe, print its figures and write the model."""
    from train.bundle import write_bundle
    from train.fit import fit as fit_recipe
    from train.recipes import RECIPES
    from train.table import table

    training = _read(args.data, args)
    test = _read(args.test, args) if args.test else None
    note(f"read {len(training.texts)} texts: {_shown(training.counts())}")
    bundle = fit_recipe(RECIPES[args.recipe], training, test)
    metrics: dict[str, Any] = bundle.manifest.document["metrics"]  # type: ignore[assignment]
    print(json.dumps(metrics, indent=2) if args.json else table(metrics))
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {_sizes(bundle.files)}")


def export(args: Namespace) -> None:
    """Export fitted scikit-learn objects from joblib files of one's own."""
    from train.bundle import make_bundle, write_bundle
    from train.export import export_model, load_estimators

    estimators = load_estimators(args.files)
    exported = export_model(*estimators)
    facts = {"recipe": f"exported from {args.files[-1].name}", "data": None, "metrics": None}
    bundle = make_bundle(exported, estimators, facts, datetime.now(UTC))
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {_sizes(bundle.files)}")


def publish(args: Namespace) -> None:
    """Publish a bundle and print its version, alone."""
    from train.bundle import read_bundle
    from train.registry import promote as promote_version
    from train.registry import publish as publish_bundle
    from train.storage import open_storage

    bundle = read_bundle(args.directory)
    storage = open_storage(args.to)
    version = publish_bundle(bundle, storage)
    if args.promote:
        promote_version(version, storage, datetime.now(UTC))
    note(f"{'published and promoted' if args.promote else 'published'} at {storage.uri}")
    print(version)


def promote(args: Namespace) -> None:
    """Let the pointer name a version."""
    from train.registry import promote as promote_version
    from train.storage import open_storage

    storage = open_storage(args.to)
    promote_version(args.version, storage, datetime.now(UTC))
    note(f"promoted at {storage.uri}: {args.version}")


def list_(args: Namespace) -> None:
    """Print the published versions, the oldest first."""
    from train.registry import list_versions, summary
    from train.storage import open_storage

    rows = [summary(listed) for listed in list_versions(open_storage(args.to))]
    if args.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'version':<30} {'recipe':<12} {'texts':>7} {'accuracy':>9}")
    for row in rows:
        accuracy = "-" if row["accuracy"] is None else f"{row['accuracy']:.4f}"
        print(
            f"{row['version']:<30} {row['recipe']:<12} {row['texts'] or '-':>7} {accuracy:>9}"
            f"{'  current' if row['current'] else ''}"
        )


def predict(args: Namespace) -> None:
    """Print one label a line for the texts, by the promoted model."""
    model = fetch_current(open_store(args.source))
    for text in args.texts:
        print(model.predict(text))


def note(message: str) -> None:
    """Print to standard error what a script would not read."""
    print(message, file=sys.stderr)


def _read(paths: list[Path], args: Namespace) -> Corpus:
    return read_corpus(paths, args.text_column, args.label_column)


def _shown(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {label}" for label, count in counts.items())


def _sizes(files: dict[str, bytes]) -> str:
    return ", ".join(f"{name} {len(raw):,} bytes" for name, raw in files.items())
