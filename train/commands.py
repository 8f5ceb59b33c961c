"""What each command does; results go to standard output, the rest to standard error.

Whatever imports scikit-learn is imported by the command that needs it: `list` should not wait a
second for it.
"""

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from chalicelib.errors import NotInStoreError
from chalicelib.fetch import fetch_current, fetch_manifest
from chalicelib.store import open_store
from train.corpus import read_corpus
from train.download import SAMPLE, SMS_SHA256, SMS_URL, fetch_sms
from train.errors import InputError
from train.table import version_table

if TYPE_CHECKING:
    from train.storage import Storage


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
    from train.bundle import check_writable, write_bundle
    from train.fit import fit as fit_recipe
    from train.recipes import RECIPES
    from train.table import table

    columns = (args.text_column, args.label_column)
    training = read_corpus(args.data, *columns)
    test = read_corpus(args.test, *columns, to_train=False) if args.test else None
    check_writable(args.out)
    note(f"read {len(training.texts)} texts: {_shown(training.counts())}")
    bundle = fit_recipe(RECIPES[args.recipe], training, test)
    metrics: dict[str, Any] = bundle.manifest.document["metrics"]  # type: ignore[assignment]
    write_bundle(bundle, args.out)
    print(json.dumps(metrics, indent=2) if args.json else table(metrics))
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
    from train.registry import create_once, plan_publication
    from train.storage import open_storage

    bundle = read_bundle(args.directory)
    storage = open_storage(args.to)
    plan = plan_publication(bundle)
    for key, raw in tqdm(plan, desc="publish", disable=None, leave=False):
        if args.dry_run:
            note(f"would write {storage.uri}/{key}, {len(raw):,} bytes")
        else:
            create_once(storage, key, raw)
    version = bundle.manifest.version
    print(version)
    if args.dry_run:
        note(f"would {'promote' if args.promote else 'publish'} {version} at {storage.uri}")
        return
    note(f"published at {storage.uri}")
    if args.promote:
        _promote(version, storage)


def promote(args: Namespace) -> None:
    """Let the pointer name a version."""
    from train.storage import open_storage

    _promote(args.version, open_storage(args.to), args.dry_run)


def rollback(args: Namespace) -> None:
    """Promote the version before the current one again, and print it."""
    from train.registry import carry_out, plan_rollback
    from train.storage import open_storage

    storage = open_storage(args.to)
    plan = plan_rollback(storage, datetime.now(UTC))
    if not args.dry_run:
        carry_out(plan, storage)
    note(f"{'would roll' if args.dry_run else 'rolled'} back from {plan.previous}")
    print(plan.version)


def list_(args: Namespace) -> None:
    """Print the published versions, the oldest first."""
    from train.registry import list_versions
    from train.storage import open_storage

    storage = open_storage(args.to)
    rows = [listed.facts() for listed in list_versions(storage)]
    if not rows:
        note(f"no version is published at {storage.uri}")
    print(json.dumps(rows, indent=2) if args.json else version_table(rows))


def show(args: Namespace) -> None:
    """Print a version's manifest as JSON."""
    print(json.dumps(fetch_manifest(open_store(args.to), args.version).document, indent=2))


def verify(args: Namespace) -> None:
    """Read a version back and check every digest; print each file's state."""
    from train.registry import verify as verify_version
    from train.storage import open_storage

    bad = 0
    for name, state in verify_version(args.version, open_storage(args.to)):
        print(f"{name:<24} {state}")
        bad += state != "ok"
    if bad:
        raise InputError(f"{args.version}: {bad} file(s) are not what the manifest says")


def predict(args: Namespace) -> None:
    """Print one label a line for the texts, by the promoted model."""
    try:
        model = fetch_current(open_store(args.source))
    except NotInStoreError as exc:
        raise InputError(f"{exc}; 'python -m train publish --promote' puts a model there") from exc
    for text in args.texts:
        print(model.predict(text))


def note(message: str) -> None:
    """Print to standard error what a script would not read."""
    print(message, file=sys.stderr)


def _promote(version: str, storage: "Storage", dry_run: bool = False) -> None:
    from train.registry import carry_out, plan_promotion

    plan = plan_promotion(version, storage, datetime.now(UTC))
    if plan is None:
        note(f"promoted at {storage.uri} already: {version}")
        return
    if not dry_run:
        carry_out(plan, storage)
    did = "would promote" if dry_run else "promoted"
    note(f"{did} at {storage.uri}: {version}, after {plan.previous or 'none'}")


def _shown(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {label}" for label, count in counts.items())


def _sizes(files: dict[str, bytes]) -> str:
    return ", ".join(f"{name} {len(raw):,} bytes" for name, raw in files.items())
