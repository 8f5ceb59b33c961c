"""The stop of a canary: one process writes it, all others read it, also after a cold start."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, StoreError
from chalicelib.pointer import CANARY
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel, ModelLoader
from chalicelib.serving.trial.canary import Canary
from chalicelib.serving.trial.on_trial import on_trial
from chalicelib.serving.trial.stops import Stops, fetch_stop, stop_key
from chalicelib.settings import read_settings
from tests.support.stores import NOW, AnyWriter, promote, publish
from tests.support.trials import always, canary_of
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, read_current
from train.registry.trial_moves import plan_trial
from train.registry.writable_store import DirectoryWriter

PROMOTED, CANDIDATE = always("ham"), always("spam", recipe="another")
TRIAL = canary_of(CANDIDATE)


def loader(writer: AnyWriter) -> ModelLoader:
    return ModelLoader(read_settings({"MODEL_URI": writer.uri, "REPORTS_URI": writer.uri}))


def canary(loaded: LoadedModel | None) -> Canary:
    assert loaded is not None
    assert isinstance(loaded.trial, Canary)
    return loaded.trial


@pytest.fixture
def stopped_by() -> Callable[[AnyWriter], str]:
    """Return a function that stops the canary in a store as another process does."""

    def stop(writer: AnyWriter) -> str:
        pointer = read_current(writer).pointer
        assert pointer is not None
        assert pointer.trial is not None
        assert Stops(writer.uri, pointer.trial).tell("it failed") is None
        return stop_key(pointer.trial)

    return stop


@pytest.fixture
def on_canary(writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle) -> AnyWriter:
    """Return a store with a canary."""
    promote(publish(tutorial_bundle, writer), writer)
    version = publish(default_bundle, writer)
    move_pointer(plan_trial(version, CANARY, writer, NOW, percent=10), writer)
    return writer


def test_every_process_learns_of_a_stop(
    on_canary: AnyWriter, stopped_by: Callable[[AnyWriter], str]
) -> None:
    running = loader(on_canary)
    loaded = running.fetch(None)
    assert loaded is not None
    assert not canary(loaded).is_stopped
    key = stopped_by(on_canary)
    assert key == "reports/stops/20260131T093000Z.json"
    assert running.fetch(loaded.tag) is None
    assert canary(loaded).is_stopped
    assert canary(loader(on_canary).fetch(None)).is_stopped


def test_the_first_stop_stays(writer: AnyWriter) -> None:
    for reason in ("first", "second"):
        assert Stops(writer.uri, TRIAL).tell(reason) is None
    assert fetch_stop(writer, TRIAL) == "first"


def test_a_new_trial_of_the_same_version_begins_without_a_stop(writer: AnyWriter) -> None:
    assert Stops(writer.uri, TRIAL).tell("it failed") is None
    later = TRIAL._replace(started_at="20260201T093000Z")
    assert fetch_stop(writer, later) is None


def test_a_stop_that_cannot_be_written_is_written_at_a_refresh(tmp_path: Path) -> None:
    (tmp_path / "reports").touch()
    stops = Stops(str(tmp_path), TRIAL)
    assert "cannot be written" in str(stops.tell("it failed"))
    with pytest.raises(StoreError):
        stops.tell_again()
    (tmp_path / "reports").unlink()
    stops.tell_again()
    stops.tell_again()
    assert fetch_stop(DirectoryWriter(tmp_path), TRIAL) == "it failed"


def test_without_a_store_for_reports_nothing_is_written_or_read() -> None:
    stops = Stops(None, TRIAL)
    assert (stops.tell("it failed"), stops.reason()) == (None, None)
    stops.tell_again()


def test_a_canary_does_not_begin_if_nobody_can_tell_whether_it_was_stopped(
    tmp_path: Path,
) -> None:
    key = tmp_path / stop_key(TRIAL)
    key.parent.mkdir(parents=True)
    key.write_text("{}")
    with pytest.raises(FormatError, match="field 'format' is missing"):
        on_trial(PROMOTED, CANDIDATE, TRIAL, str(tmp_path))


def test_a_trial_that_could_not_begin_is_tried_again(
    tmp_path: Path, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    writer = DirectoryWriter(tmp_path)
    promote(publish(tutorial_bundle, writer), writer)
    version = publish(default_bundle, writer)
    move_pointer(plan_trial(version, CANARY, writer, NOW, percent=10), writer)
    path = tmp_path / f"versions/{version}/classifier.safetensors"
    kept = path.rename(tmp_path / "kept")
    now = [0.0]
    cache = ModelCache(loader(writer).fetch, 60, lambda: now[0])
    assert cache.trial(cache.model()) is None
    kept.rename(path)
    now[0] = 60.0
    assert cache.trial(cache.model()) is not None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"classes": ["ham", "prize", "spam"]}, "has the classes ham, prize", id="3"),
        pytest.param({"several": True}, "gives a text several labels", id="several"),
    ],
)
def test_a_candidate_that_cannot_serve_the_same_requests_is_refused(
    fields: dict[str, object], message: str
) -> None:
    candidate = always("spam", threshold=None, **fields)
    with pytest.raises(FormatError, match=message):
        on_trial(PROMOTED, candidate, canary_of(candidate), None)
