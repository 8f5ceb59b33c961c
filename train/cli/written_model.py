"""What `fit` and `export` write and tell about a model: its report, its files and its numbers."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.store.opening import open_reader
from train.cli.console import note
from train.registry.predictions_key import VARIABLE
from train.registry.stored_predictions import (
    VersionPredictions,
    fetch_current_predictions,
    with_plain_keys,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from train.export.exported import Export
    from train.trained import Trained

REPORT = "report.html"


def report_of(trained: "Trained", texts: list[str], args: Namespace, secret: bytes) -> bytes:
    """Return the report of a model, compared with the promoted version."""
    from train.report.contents import report_contents
    from train.report.model_report import report

    promoted = _promoted_predictions(args.store, trained, secret)
    return report(report_contents(trained, texts, args.mistakes, promoted))


def _promoted_predictions(uri: str, trained: "Trained", secret: bytes) -> VersionPredictions | None:
    """Return the promoted version's predictions, or None if they cannot be fetched or compared."""
    try:
        promoted = fetch_current_predictions(open_reader(uri))
    except NotInStoreError:  # nothing is promoted yet
        return None
    except ServiceError as exc:
        note(f"not compared with the promoted version: {exc}")
        return None
    if promoted is None:
        return None
    plain = with_plain_keys(promoted.predictions, trained.predictions(), secret)
    if plain is None:
        note(f"not compared with {promoted.version}: its predictions have another {VARIABLE}")
        return None
    return VersionPredictions(promoted.version, plain)


def warn_of_export(export: "Export", estimators: "Sequence[Any]") -> None:
    """Tell what the owner of exported estimators should know before the model is served."""
    from train.export.warnings import export_warnings

    warn_of_numbers(export, "")
    for warning in export_warnings(estimators):
        note(f"warning: {warning}")


def warn_of_numbers(export: "Export", advice: str) -> None:
    """Tell how many numbers of the corpus the model contains."""
    from train.recipes.number_terms import number_terms

    blocks = export.read_vectorizer.blocks
    count = len({term for block in blocks for term in number_terms(block.columns)})
    if count:
        note(
            f"warning: {count} terms of the model look like telephone, card or account numbers; "
            f"anyone who may call /explain can find out which numbers the texts contain{advice}"
        )


def sizes(files: dict[str, bytes]) -> str:
    """Return the names and sizes of files in one line."""
    return ", ".join(f"{name} {len(raw):,} bytes" for name, raw in files.items())
