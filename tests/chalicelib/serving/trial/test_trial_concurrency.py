"""Eight threads send requests while trials begin and end: each response is one model's, wholly."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from chalicelib.pointer import CANARY, POINTER_KEY, SHADOW
from chalicelib.scoring.model import Classification
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.served_model import Servable
from emulation.s3.misbehaviour import always
from emulation.s3.server import URI, FaultyS3, S3Response
from tests.support.examples import examples
from tests.support.stores import NOW, promote, publish
from train.registry.bundle import Bundle
from train.registry.pointer_moves import PointerMove, move_pointer, plan_promotion, plan_rollback
from train.registry.trial_moves import plan_end_of_trial, plan_trial
from train.registry.writable_store import DirectoryWriter

pytestmark = pytest.mark.no_cover

REQUESTING_THREADS = 8
ROUNDS = examples(1)
TEXTS = ("win a free phone, call now", "ok lor, see you at eight", "prize")

Response = tuple[str, list[Classification]]


class FaultyStore:
    """A directory store that a bucket repeats, half of whose responses are a 503."""

    def __init__(self, writer: DirectoryWriter, bucket: FaultyS3) -> None:
        self.writer = writer
        self.bucket = bucket
        self.random = Random(17)  # noqa: S311 - no secret
        self.unavailable = always(503, "SlowDown")

    def copy(self) -> None:
        """Repeat the store; the pointer comes last."""
        files = {key: (self.writer.root / key).read_bytes() for key in self.writer.files("")}
        pointer = files.pop(POINTER_KEY)
        self.bucket.objects |= files
        self.bucket.objects[POINTER_KEY] = pointer

    def fault(self, key: str, right: S3Response) -> S3Response:
        """Return the right response, or a 503."""
        return right if self.random.random() < 0.5 else self.unavailable(key, right)


def classified(model: Servable) -> Response:
    """Respond to a request of several texts."""
    return model.manifest.version, [model.classify(text) for text in TEXTS]


def trial_moves(second: str, writer: DirectoryWriter) -> Iterator[PointerMove | None]:
    """Yield the moves from no trial through shadow and canary to a promotion and back."""
    yield plan_trial(second, SHADOW, writer, NOW)
    yield plan_trial(second, CANARY, writer, NOW, percent=50, band=0.99)
    yield plan_promotion(second, writer, NOW)
    yield plan_rollback(writer, NOW)
    yield plan_trial(second, CANARY, writer, NOW, percent=20, band=0.99)
    yield plan_end_of_trial(writer, NOW)


def wait_for(move: PointerMove, model_cache: ModelCache) -> None:
    """Wait until the cache serves what a pointer names."""
    trial = move.pointer.trial
    expected = None if trial is None else trial.kind.title()
    give_up = time.monotonic() + 60
    while True:
        model = model_cache.model()
        found = model_cache.trial(model)
        kind = None if found is None else type(found).__name__
        if (model.manifest.version, kind) == (move.version, expected):
            return
        assert time.monotonic() < give_up  # the requesting threads have failed
        time.sleep(0.001)


def request_until(
    done: threading.Event, respond: Callable[[], object], expected: dict[str, list[Classification]]
) -> list[str]:
    """Send requests without pause; return the version of each response that is right."""
    versions = []
    while not done.is_set():
        response = respond()
        assert isinstance(response, tuple), response  # a 503 is none
        version, labels = response
        assert labels == expected[version]
        versions.append(version)
    return versions


@pytest.mark.usefixtures("eager_threads")
@pytest.mark.parametrize("kind", ["directory", "faulty S3"])
def test_each_response_is_one_models_while_trials_begin_and_end(
    tmp_path: Path,
    kind: str,
    faulty_s3: FaultyS3,
    load_app: Callable[..., ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
) -> None:
    writer = DirectoryWriter(tmp_path)
    first, second = (publish(each, writer) for each in (tutorial_bundle, default_bundle))
    promote(first, writer)
    store = FaultyStore(writer, faulty_s3)
    store.copy()
    environ = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
    uri = writer.uri if kind == "directory" else URI
    app_module = load_app(
        MODEL_URI=uri, REPORTS_URI=uri, AWS_ENDPOINT_URL=faulty_s3.endpoint, **environ
    )
    monkeypatch.setattr(app_module.model_cache, "_refresh_seconds", 1e-9)
    monkeypatch.setattr(app_module, "sent_body", lambda: str(Random().random()))  # noqa: S311
    respond = app_module.with_model(app_module.with_trial(classified))
    expected = {
        each.manifest.version: [each.model().classify(text) for text in TEXTS]
        for each in (tutorial_bundle, default_bundle)
    }
    respond()
    faulty_s3.fault = store.fault
    done = threading.Event()
    with ThreadPoolExecutor(REQUESTING_THREADS) as pool:
        threads = [
            pool.submit(request_until, done, respond, expected) for _ in range(REQUESTING_THREADS)
        ]
        try:
            for _ in range(ROUNDS):
                for move in trial_moves(second, writer):
                    assert move is not None
                    move_pointer(move, writer)
                    store.copy()
                    wait_for(move, app_module.model_cache)
        finally:
            done.set()
    versions = [version for thread in threads for version in thread.result()]
    failed = [each for each in app_module.model_cache.events() if isinstance(each, str)]
    print(f"{len(versions)} requests, {6 * ROUNDS} moves, {len(failed)} failed refreshes")  # noqa: T201
    assert set(versions) == {first, second}
    assert bool(failed) == (kind == "faulty S3")
