"""The command that fits the current recipe again, to the base and to what users reported."""

import functools
import os
from argparse import Namespace
from typing import TYPE_CHECKING

from train.cli.console import note
from train.cli.learning.decision import Candidate, decide
from train.cli.learning.keeping import keep_labels
from train.cli.learning.list_decisions import say_list_decisions, served_under
from train.cli.learning.material_notes import say_expiring, say_lost, say_rare_classes
from train.cli.learning.outcome import Outcome
from train.cli.learning.sources import read_material, read_reports, reports_store
from train.cli.registry.promotion import PromotionChecks, read_checks
from train.cli.registry.signatures import check_signature, public_keys
from train.cli.step_bar import step_bar
from train.cli.written_model import REPORT, report_of
from train.errors import InputError
from train.registry.predictions_key import find_or_make_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.manifest import Manifest
    from chalicelib.pointer import Pointer
    from train.learning.composition import Composition
    from train.learning.current_model import CurrentModel
    from train.learning.gate import Check
    from train.learning.rounds import Material
    from train.registry.bundle import Bundle
    from train.registry.writable_store import StoreWriter

STEPS = 8


def learn(args: Namespace) -> int:
    """Fit the current recipe again, to the base and the reports, and check the new version."""
    from train.learning.current_model import fetch_current_model
    from train.learning.rounds import compose_material, learned_from
    from train.registry.pointer_moves import read_current
    from train.registry.writable_store import open_writer

    checks, writer = read_checks(args), open_writer(args.store)
    secret = find_or_make_key(os.environ)
    pointer = read_current(writer).pointer
    current = fetch_current_model(writer, pointer, public_keys())
    material = read_material(args, current, read_reports(args, current))
    outcome, version = Outcome(args.json), current.manifest.version
    _say_of_texts(current, material, outcome)
    if not material.reports:
        return outcome.tell("nothing to learn", f"found no report at {reports_store(args).uri}")
    composed = functools.cache(functools.partial(compose_material, material, current))
    _keep_or_warn(args, composed, material, outcome)
    if learned_from(current.manifest.document)[0] == material.digest():
        return outcome.tell("nothing new", f"{version} has already learned from these texts")
    fit = functools.partial(_fit, args, material, current, composed, secret, outcome)
    candidate = _find_or_fit(writer, material.digest(), version, fit)
    if candidate is None:
        return outcome.tell("nothing to learn", f"no report counts; {version} stays")
    outcome.add_version(candidate.bundle.manifest, current.manifest)
    found = _compare(candidate.bundle, current, material, secret, outcome)
    outcome.add_checks([*found, *_must_pass(candidate.bundle, pointer, checks)])
    _say_changes(current, candidate.bundle.manifest, outcome)
    _check_current(writer, {version, candidate.bundle.manifest.version})
    return decide(args, writer, candidate, outcome, checks)


def _say_of_texts(current: "CurrentModel", material: "Material", outcome: Outcome) -> None:
    say_list_decisions(current, material.reports, outcome.note)
    say_rare_classes(material.base, outcome.note)


def _keep_or_warn(
    args: Namespace, composed: "Callable[[], Composition]", material: "Material", outcome: Outcome
) -> None:
    """Keep the labels of reports, or say which will be lost when their reports expire."""
    if args.keep:
        keep_labels(args, composed(), material)
    else:
        say_expiring(material, outcome.note)


def _say_changes(current: "CurrentModel", candidate: "Manifest", outcome: Outcome) -> None:
    say_lost(current.manifest, candidate, outcome.note)
    _say_policy(current, candidate.version, outcome)


def _say_policy(current: "CurrentModel", version: str, outcome: Outcome) -> None:
    """Say that the policy stays in force, and how to choose for the new version what depends on it.

    Its lists fit any version.
    """
    policy = current.policy
    fields = {} if policy is None else policy.document
    if policy is None or (fields.get("threshold"), fields.get("unsure")) == (None, None):
        return
    outcome.note(
        f"the policy {policy.id} stays in force; its threshold and unsure band were chosen for an "
        f"earlier version; 'python -m train policy --unsure ERROR --version {version}' chooses a "
        f"band anew, and 'promote {version} --policy NAME' puts both in force"
    )


def _check_current(writer: "StoreWriter", expected: set[str]) -> None:
    """Refuse if another version than the compared one was promoted meanwhile."""
    from train.registry.pointer_moves import read_current

    pointer = read_current(writer).pointer
    found = pointer and pointer.manifest.version
    if found not in expected:
        raise InputError(
            f"{writer.uri}: {found or 'no version'} was promoted at the same time, so the "
            "comparison no longer holds; run 'learn' again"
        )


def _find_or_fit(
    writer: "StoreWriter", digest: str, after: str, fit: "Callable[[], Candidate | None]"
) -> Candidate | None:
    """Return what learned from the material, published or new, or None if nothing of it counts."""
    found = _published(writer, digest, after) or fit()
    if found is None or found.is_published:
        return found
    return _published(writer, digest, after) or found  # another 'learn' may have published it


def _published(writer: "StoreWriter", digest: str, after: str) -> Candidate | None:
    """Return the version that learned from the same material after the same version, if any."""
    from train.learning.rounds import learned_from
    from train.registry.published_version import list_versions
    from train.registry.versions import fetch_bundle

    for published in reversed(list_versions(writer)):
        manifest = published.manifest
        if published.is_missing or manifest is None:
            continue
        if learned_from(manifest.document) == (digest, after):
            note(f"{manifest.version} has already learned from these texts; fitting nothing")
            check_signature(writer, manifest)
            return Candidate(fetch_bundle(manifest, writer), is_published=True)
    return None


def _fit(
    args: Namespace,
    material: "Material",
    current: "CurrentModel",
    composed: "Callable[[], Composition]",
    secret: bytes,
    outcome: Outcome,
) -> Candidate | None:
    """Return the version that learned from the material, or None if nothing of it counts."""
    from train.learning.rounds import learned_facts, run_round

    with step_bar(STEPS) as begin:
        begin("compose")
        composition = composed()
        if composition.brings_nothing:
            outcome.facts["learned"] = learned_facts(material, current, composition)
            return None
        trained = run_round(material, current, composition, begin)
        begin("report")
        files = {REPORT: report_of(trained, composition.corpus.texts, args, secret)}
        return Candidate(trained.bundle(files, secret), is_published=False)


def _must_pass(
    bundle: "Bundle", pointer: "Pointer | None", checks: PromotionChecks
) -> "list[Check]":
    """Check the must-pass texts, if there are any, under the policy in force."""
    from train.learning.gate import check_must_pass

    if not checks.texts:
        return []
    served = served_under(bundle.model(), pointer and pointer.policy)
    return [check_must_pass(served, checks.texts)]


def _compare(
    bundle: "Bundle",
    current: "CurrentModel",
    material: "Material",
    secret: bytes,
    outcome: Outcome,
) -> "list[Check]":
    """Compare a candidate with the current version on the texts that neither was fitted to."""
    from train.evaluation.predictions import FILE_NAME, read_predictions
    from train.learning.compared_texts import compared_texts
    from train.learning.gate import check_candidate, metrics_of
    from train.registry.stored_predictions import with_same_keys

    compared = compared_texts(material, secret)
    candidate, fair = with_same_keys(
        read_predictions(bundle.files[FILE_NAME]),
        current.fair_predictions(compared.all, secret),
        secret,
    )
    if not fair.rows:
        outcome.note(
            f"{current.manifest.version} records neither predictions nor which texts it was fitted "
            "to, so nothing can be compared; 'export --test' records predictions"
        )
    both = {row.key for row in candidate.rows} & {row.key for row in fair.rows}
    old = both.intersection(compared.old)
    outcome.add_metrics(*(metrics_of(each, old) for each in (candidate, fair)))
    return [*check_candidate(candidate, fair, compared.old, compared.audited)]
