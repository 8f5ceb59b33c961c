"""Campaign: no bytes in a store make the service do anything but refuse them or classify with them.

Half of the mutants are signed again: their digests, sizes and version fit the damaged bytes, so
they reach the readers of the artifacts. The others must be refused because of their digests.
"""

import hashlib
import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from random import Random
from typing import Any, NamedTuple

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.drawing.byte_damage import any_bytes, artifact
from bench.campaign.drawing.json_damage import damaged
from bench.campaign.drawing.model_bombs import bomb
from bench.campaign.limits import TooSlowError, megabytes, processor_seconds
from bench.campaign.models import every_kind
from chalicelib import strict_json
from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.pointer import POINTER_KEY
from chalicelib.scoring.classifier import FILE_NAME as CLASSIFIER
from chalicelib.scoring.model import Model
from chalicelib.scoring.vectorizer import FILE_NAME as VECTORIZER
from chalicelib.serving.served_model import ServedModel
from chalicelib.store.base import TaggedBytes, check_size
from chalicelib.version_names import version_key, version_of
from train.registry.bundle import Bundle
from train.registry.current_model import fetch_current

PROCESSOR_SECONDS = 2.0
MEGABYTES = 512
ARTIFACTS = (VECTORIZER, CLASSIFIER)
TEXTS = (
    "win a FREE prize, call 0909 8790001 now",
    "",
    "caf\u00e9 \U0001f381 \0 \ud83d",
    "see you " * 200,
)


class Mutant(NamedTuple):
    """The objects of a store, and whether their digests fit."""

    objects: dict[str, bytes]
    signed: bool
    how: str


class MemoryStore:
    """A store that holds a few objects in memory."""

    uri = "memory"

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        self._objects = objects

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the bytes under a key, see `StoreReader.read`."""
        if key not in self._objects:
            raise NotInStoreError(f"{key}: no such object")
        check_size(key, len(self._objects[key]), max_bytes)
        return self._objects[key]

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return the bytes under a key, see `StoreReader.read_changed`."""
        del tag
        return TaggedBytes(self.read(key, max_bytes), "")


def mutant(rng: Random, bundles: list[Bundle]) -> Mutant:
    """Return a store with a damaged model."""
    bundle, other = rng.choice(bundles), rng.choice(bundles)
    files = {name: bundle.files[name] for name in ARTIFACTS}
    document: Any = json.loads(json.dumps(bundle.manifest.document))
    kind = rng.random()
    if kind < 0.8:
        name = rng.choice(ARTIFACTS)
        raw = files[name]
        if kind < 0.002:
            name, files[VECTORIZER] = VECTORIZER, bomb(rng, files[VECTORIZER])
        elif kind < 0.6:
            files[name] = artifact(rng, raw)
        else:
            files[name] = any_bytes(rng, raw, other.files[name])
        signed = rng.random() < 0.9 or files[name] in (raw, bundle.files[name])
        if signed:
            document["files"] |= {each: _entry(files[each]) for each in ARTIFACTS}
        return Mutant(_stored(document, files), signed, f"{name} {'' if signed else 'un'}signed")
    if kind < 0.9:
        manifest = damaged(rng, document)
        return Mutant(_stored_manifest(manifest, document, files), True, "manifest")
    objects = _stored(document, files)
    pointer = objects[POINTER_KEY]
    changed = damaged(rng, json.loads(pointer)) if kind < 0.95 else any_bytes(rng, pointer, b"{}")
    return Mutant(objects | {POINTER_KEY: changed}, True, "pointer")


def _entry(raw: bytes) -> dict[str, Any]:
    return {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _stored(document: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the objects of a version that is promoted, with the name that fits its manifest."""
    version = version_of(document)
    pointer = {"format": 1, "version": version, "manifest": document, "previous": None}
    objects = {version_key(version, name): raw for name, raw in files.items()}
    return objects | {POINTER_KEY: strict_json.canonical(pointer)}


def _stored_manifest(
    manifest: bytes, document: dict[str, Any], files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the objects of a version whose manifest is these bytes; its name fits if it can."""
    try:
        return _stored(json.loads(manifest), files)
    except (ValueError, AttributeError, RecursionError):
        right = _stored(document, files)
        pointer = right[POINTER_KEY].replace(strict_json.canonical(document), manifest)
        return right | {POINTER_KEY: pointer}


class MutantChecker:
    """Loads each mutant as the service does, and classifies with it if that succeeds."""

    def __init__(self, bundles: list[Bundle], random: Callable[[int], Random]) -> None:
        self._bundles = bundles
        self._random = random
        self.thread_errors: list[str] = []

    def check(self, case: int) -> Iterator[Finding]:
        """Load the mutant of a case and yield what is wrong with the result."""
        drawn = mutant(self._random(case), self._bundles)
        self.thread_errors.clear()
        try:
            with processor_seconds(PROCESSOR_SECONDS), megabytes(MEGABYTES):
                findings = list(self._broken(drawn))
        except TooSlowError:
            findings = [("too slow", f"more than {PROCESSOR_SECONDS} s")]
        except MemoryError:
            findings = [("too much memory", f"more than {MEGABYTES} MB")]
        for rule, found in findings:
            yield rule, f"{drawn.how}: {found}"

    def _broken(self, drawn: Mutant) -> Iterator[Finding]:
        try:
            model = fetch_current(MemoryStore(drawn.objects))
        except ServiceError:
            yield from (("an exception in a thread", error) for error in self.thread_errors)
            return
        if not drawn.signed:
            yield "damage that no digest shows", model.manifest.version
        for text in TEXTS:
            yield from _broken_result(model, text)


def _broken_result(model: Model, text: str) -> Iterator[Finding]:
    """Classify and explain a text; every number must be finite, and the label a class."""
    label, probabilities = model.classify(text)
    labels = (label,) if isinstance(label, str) else label
    if not set(labels) <= set(model.manifest.classes):
        yield "a label that is no class", repr(label)
    for name, numbers in (("scores", model.scores(text)), ("probabilities", probabilities or ())):
        if not all(map(math.isfinite, numbers)):
            yield f"{name} that are not finite", str(numbers)[:100]
    try:
        json.dumps(ServedModel(model).explain(text), allow_nan=False)
    except ServiceError:
        return
    except ValueError:
        yield "an explanation that is not finite", repr(text[:40])


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    """Fit the models; return what each process enters."""
    return partial(_checking, every_kind(), plan.random)


@contextmanager
def _checking(bundles: list[Bundle], random: Callable[[int], Random]) -> Iterator[Check]:
    """Notice what fails in a thread."""
    checker = MutantChecker(bundles, random)
    threading.excepthook = lambda hook: checker.thread_errors.append(repr(hook.exc_value)[:200])
    yield checker.check


CAMPAIGN = Campaign(
    name="mutants",
    promise="another exception than a refusal, a number that is not finite, a label that is no "
    f"class, more than {PROCESSOR_SECONDS:.0f} s, more than {MEGABYTES} MB",
    cases=100_000,
    start=start,
)
