"""One run of all measurements: what is measured, how often, and with which texts."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bench.contenders.availability import skipped
from bench.contenders.catalog import (
    CONTENDERS,
    FASTTEXT,
    MINILM,
    ONNX,
    OURS_DEFAULT,
    OURS_TUTORIAL,
    TUTORIAL,
    Contender,
)
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel, emulated_s3, publish_all
from bench.contenders.peers import SCRIPTS, fitting
from bench.measure.cold import measure_cold
from bench.measure.functions import tls_endpoint
from bench.measure.kinds import measure_kinds
from bench.measure.libraries import measure_libraries
from bench.measure.mails import measure_mails
from bench.measure.quality import held_out, measure_quality, quality_of
from bench.measure.same_labels import measure_same_labels
from bench.measure.spread import Spread
from bench.measure.text_lengths import measure_explanations, measure_text_lengths
from bench.measure.vocabularies import measure_vocabularies
from bench.measure.warm import measure_warm
from bench.repetitions import Repetitions
from bench.report.budgets import budgets
from bench.report.machine import machine_facts
from emulation.packaging import package
from train.corpus.reader import Corpus, read_corpus

T = TypeVar("T")
UNDER_TLS = (TUTORIAL, ONNX, OURS_TUTORIAL, OURS_DEFAULT, FASTTEXT, MINILM)
"""One of each way to read S3 and to load a model, because cold starts take most of the run."""
SITE_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"


@dataclass(frozen=True, slots=True)
class Run:
    """What the measurements share: contenders, their folders and models, and texts to label."""

    contenders: Sequence[Contender]
    folders: Folders
    published: Mapping[str, PublishedModel]
    texts: Sequence[str]
    repetitions: Repetitions

    @property
    def requests(self) -> Sequence[str]:
        """The texts of single requests."""
        return sample_evenly(self.texts, self.repetitions.texts)

    @property
    def warm_up(self) -> Sequence[str]:
        """Other texts, which are sent first."""
        rest = sorted(set(self.texts) - set(self.requests))
        return sample_evenly(rest, self.repetitions.warm_up_texts)


def measure(
    data: Sequence[Path], python: Path, directory: Path, repetitions: Repetitions
) -> dict[str, Any]:
    """Return the report: the results of all measurements, the facts, and the budgets.

    `data` are the files of the labelled texts, `python` is the contenders' Python.
    """
    site = site_packages(python)
    corpus = read_corpus(data)
    left_out = skipped(CONTENDERS, site)
    contenders = [each for each in CONTENDERS if each.name not in left_out]
    with emulated_s3(tls=True), tls_endpoint(None) as https:
        folders = Folders(directory / "folders", _own_package(directory), site)
        log_progress("fitting and publishing the models")
        published, quality = fit_models(corpus, contenders, directory, python, repetitions)
        texts = [text for text in corpus.texts if text.strip()]
        run = Run(contenders, folders, published, texts, repetitions)
        measured = measure_all(run, corpus, python)
        log_progress("cold starts under TLS")
        with tls_endpoint(https):
            measured["tls"] = cold_under_tls(run)
    facts = {"machine": machine_facts(), "data": corpus.facts(), "rounds": asdict(repetitions)}
    reasons = {each.label: left_out[each.name] for each in CONTENDERS if each.name in left_out}
    held = budgets(measured["contenders"], measured["growth"]["lengths"])
    return facts | measured | {"quality": quality, "skipped": reasons, "budgets": held}


def fit_models(
    corpus: Corpus,
    contenders: Sequence[Contender],
    directory: Path,
    python: Path,
    repetitions: Repetitions,
) -> tuple[dict[str, PublishedModel], dict[str, dict[str, Any]]]:
    """Return the published models by name, and how right each kind is on texts held out."""
    few = repetitions.fitted_texts
    texts, labels = (list(sample_evenly(each, few)) for each in (corpus.texts, corpus.labels))
    protocol = held_out(replace(corpus, texts=texts, labels=labels))
    names = [name for name in SCRIPTS if name in {each.model for each in contenders}]
    with fitting(names, protocol, directory / "peers", python) as peers:
        published = publish_all(corpus, python)
        own = measure_quality(protocol)
        others, predicted = peers.publish()
    return published | others, own | quality_of(protocol, predicted)


def measure_all(run: Run, corpus: Corpus, python: Path) -> dict[str, Any]:
    """Return all measurements."""
    shared = (run.contenders, run.folders, run.published)
    rounds = run.repetitions
    results = _measure_contenders(run)
    log_progress("libraries, lengths, mails, explanations")
    short = sample_evenly(run.texts, rounds.library_texts)
    texts = {
        "libraries": measure_libraries(*shared, short, rounds.libraries),
        "mails": measure_mails(*shared, run.texts, rounds.mails),
        "explanations": measure_explanations(
            run.folders, run.published, run.texts, rounds.explained_texts
        ),
    }
    lengths = measure_text_lengths(*shared, run.texts, rounds.lengths)
    log_progress("labels")
    answers = measure_same_labels(*shared, sample_evenly(run.texts, rounds.compared_texts))
    log_progress("kinds of classifier")
    few = [sample_evenly(each, rounds.kinds_texts) for each in (corpus.texts, corpus.labels)]
    kinds = measure_kinds(rounds.kinds, *few)
    log_progress("vocabularies")
    sizes_of = measure_vocabularies(run.folders, rounds.vocabulary_sizes, python)
    return texts | {
        "contenders": results,
        "answers": answers,
        "kinds": kinds,
        "growth": {"lengths": lengths, "vocabularies": sizes_of},
    }


def _measure_contenders(run: Run) -> dict[str, Any]:
    """Return the cold starts, the warm requests and the package of each contender."""
    shared = (run.contenders, run.folders, run.published)
    rounds = run.repetitions
    log_progress("cold starts")
    cold = measure_cold(*shared, run.requests[0], rounds=rounds.cold, probed_rounds=rounds.probed)
    log_progress("warm requests")
    warm = measure_warm(*shared, run.requests, warm_up=run.warm_up, rounds=rounds.warm)
    measurements = {"cold": cold, "warm": warm, "package": package_sizes(run)}
    return {
        each.name: {"label": each.label}
        | {kind: by_name[each.name] for kind, by_name in measurements.items()}
        for each in run.contenders
    }


def cold_under_tls(run: Run) -> dict[str, Spread]:
    """Return the milliseconds of the cold starts that read S3 as the environment says."""
    readers = [each for each in run.contenders if each in UNDER_TLS]
    results = measure_cold(
        readers, run.folders, run.published, run.requests[0],
        rounds=run.repetitions.tls, probed_rounds=0,
    )  # fmt: skip
    return {name: result["ms"] for name, result in results.items()}


def sample_evenly(texts: Sequence[T], most: int) -> Sequence[T]:
    """Return at most `most` of the texts, evenly spaced.

    >>> sample_evenly("abcdefgh", 3)
    'ace'
    """
    return texts[:: max(1, len(texts) // most)][:most]


def package_sizes(run: Run) -> dict[str, dict[str, int]]:
    """Return the bytes of each contender's package, and of it with the model that it brings."""
    sizes = {}
    for each in run.contenders:
        size, model = run.folders.size(each), run.folders.model_size(each)
        sizes[each.name] = size._asdict() | {
            "unpacked_with_model": size.unpacked + model.unpacked,
            "zipped_with_model": size.zipped + model.zipped,
        }
    return sizes


def log_progress(step: str) -> None:
    """Print the time and the current step to standard error."""
    print(f"{datetime.now(UTC):%H:%M:%S} {step}", file=sys.stderr)


def site_packages(python: Path) -> Path:
    """Return the folder of the distributions that are installed for a Python."""
    if not python.exists():
        sys.exit(f"{python} is missing; 'make bench' creates the contenders' environment")
    command = [str(python), "-c", SITE_PACKAGES]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return Path(done.stdout.strip())


def _own_package(directory: Path) -> bytes:
    folder = directory / "package"
    folder.mkdir()
    return (package(folder) / "deployment.zip").read_bytes()
