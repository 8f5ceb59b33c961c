"""Publish fitted scikit-learn objects from a notebook or a script, without pickling them first.

The steps and the checks are those of the commands `export`, `publish` and `promote`.
"""

import os
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from train.checking.check import check_export
from train.checking.own_labels import own_labels
from train.cli.console import note
from train.cli.registry.promotion import PromotionChecks
from train.cli.registry.promotion import promote as promote_version
from train.cli.step_bar import step_bar
from train.cli.written_model import REPORT, report_of, warn_of_export
from train.corpus.reader import Corpus
from train.export.cleaning.before_vectorizers import cleaning_before
from train.export.cleaning.cleaner import Cleaner, cleaned
from train.export.cleaning.own_cleaning import of_one_text, takes_tokens
from train.export.cleaning.parsing import Written
from train.export.estimators import split_estimators
from train.export.functions.exporter import FunctionExporter
from train.files import write_bytes
from train.measure import measure
from train.notebook.given_estimators import checked_estimators
from train.notebook.labelled import checked_cleaning, checked_texts, labelled, raw_texts
from train.notebook.published import Published, published_of
from train.notebook.wording import in_words_of_notebooks
from train.registry.bundle import Bundle, check_writable
from train.registry.predictions_key import find_or_make_key
from train.registry.versions import create_once, plan_publication
from train.registry.writable_store import StoreWriter, open_writer
from train.trained import Trained

REPORTS = Path("build/reports")


@in_words_of_notebooks
def publish(
    *estimators: Any,
    texts: Iterable[str] | None = None,
    labels: Iterable[Any] | None = None,
    clean: Callable[[str], str] | Sequence[Written] = (),
    functions: bool = True,
    to: str | None = None,
    promote: bool = False,
    force: bool = False,
    positive: str | None = None,
) -> Published:
    """Export fitted estimators, check and measure the model, and publish it.

    Parameters
    ----------
    estimators
        A fitted `Pipeline`; or a fitted vectorizer and the classifier that was fitted to its
        vectors, with the transformers between them; and the `LabelEncoder` of the labels, if there
        is one.
    texts
        Texts as they are, before any cleaning, which the model was not fitted to. The exported
        model must label each as the estimators do.
    labels
        The true label of each text. The model is measured with them.
    clean
        How the texts were cleaned before the vectorizer: your function, or the steps of
        docs/cleaning.md, such as `["lower", "porter"]`.
    functions
        Whether functions of yours that the model calls may be written to `chalicelib/functions/`,
        so that they are deployed with the app. If not, a model that calls one is refused.
    to
        The store, a directory or `s3://bucket/prefix`; by default `MODEL_URI`, else `models`.
    promote
        Whether to promote the version, after the same checks as `python -m train promote`.
    force
        Whether to promote the version even if it is worse than the current one, or cannot be
        compared with it.
    positive
        Of two classes, the one to protect against, such as spam; by default the one with such a
        name, else the rarer one.

    Raises
    ------
    InputError
        If the estimators cannot be exported, the texts and labels do not fit, or a check fails.
    StoreError
        If the store cannot be written.
    """
    estimators = checked_estimators(estimators)
    kept, clean = checked_texts(texts), checked_cleaning(clean)
    corpus = labelled(kept, labels)
    calls = FunctionExporter(consent=functions)
    writer = open_writer((os.environ.get("MODEL_URI") or "models") if to is None else to)
    with step_bar(4) as begin:
        begin("export")
        if takes_tokens(estimators):
            estimators = deepcopy(estimators)  # the author's own stay as they are
        parts = split_estimators(estimators)
        written = [clean] if callable(clean) else clean
        steps = cleaning_before(written, estimators, calls)
        whole = parts._replace(vectorizer=cleaned(parts.vectorizer, steps, calls.resolve))
        recipe = f"exported {type(parts.classifier).__name__}"
        measured = measure(whole, recipe, corpus, positive, functions=calls)
        begin("check")
        own_clean: Callable[[str], str] = Cleaner(steps, calls.resolve).clean
        if steps and len(written) == 1 and callable(function := of_one_text(written[0])):
            own_clean = function
        measured = _checked(measured, estimators, kept, own_clean)
        begin("report")
        bundle, report = _bundle(measured, corpus, writer.uri)
        begin("publish")
        _write(bundle, writer, calls)
    warn_of_export(measured.export, estimators)
    if promote:
        checks = PromotionChecks(None, [], False, force)
        promote_version(bundle.manifest.version, writer, checks)
    return published_of(bundle, writer.uri, promote, report)


def _checked(
    measured: Trained, estimators: Sequence[Any], texts: list[str], clean: Callable[[str], str]
) -> Trained:
    """Refuse a model that labels a text differently from the estimators; record the check."""
    if not texts:
        note(
            "warning: nothing proves that the model labels texts as your code does; pass texts= "
            "to check it"
        )
        return measured
    own, facts = estimators, measured.facts
    names = measured.export.read_classifier.classes
    raw = raw_texts(texts, own_labels(own, [*map(clean, texts)], names))
    checked = check_export(measured.export, own, raw, facts["threshold"], facts["positive"])
    return replace(measured, facts=facts | {"checked": checked})


def _bundle(measured: Trained, corpus: Corpus | None, uri: str) -> tuple[Bundle, Path | None]:
    """Return the files to publish, and the report's path if there are labels."""
    if corpus is None:
        return measured.bundle(), None
    secret = find_or_make_key(os.environ)
    page = report_of(measured, corpus.texts, Namespace(store=uri, mistakes=0), secret)
    bundle = measured.bundle({REPORT: page}, secret)
    check_writable(REPORTS)
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / f"{bundle.manifest.version}.html"
    write_bytes(path, page)
    return bundle, path


def _write(bundle: Bundle, writer: StoreWriter, calls: FunctionExporter) -> None:
    """Write the functions that the model calls, then the version."""
    for told in (*calls.notes, *calls.write()):
        note(told)
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
