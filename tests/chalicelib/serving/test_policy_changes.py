"""A running service follows the policy of the pointer, or keeps what it has."""

from pathlib import Path

from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from tests.support.policies import put_in_force
from tests.support.requests import SPAM
from tests.support.stores import NOW, promote, publish
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, plan_rollback
from train.registry.writable_store import DirectoryWriter


def test_a_policy_changes_without_the_artifacts_and_a_wrong_one_changes_nothing(
    tmp_path: Path, default_bundle: Bundle
) -> None:
    store = DirectoryWriter(tmp_path)
    version = publish(default_bundle, store)
    promote(version, store)
    time = [0.0]
    loader = ModelLoader(read_settings({"MODEL_URI": store.uri}))
    cache = ModelCache(loader.fetch, 1, lambda: time[0])

    def label() -> object:
        time[0] += 2
        return cache.model().predict(SPAM)

    assert label() == "spam"
    put_in_force(store, version, threshold=0.999999)
    # Only the pointer is read: the kept artifacts are not fetched again.
    classifier = store.read(f"versions/{version}/classifier.safetensors", 2**30)
    store.delete(f"versions/{version}/classifier.safetensors")
    assert label() == "ham"
    store.create(f"versions/{version}/classifier.safetensors", classifier)
    cache.events()
    put_in_force(store, version, threshold=5)
    assert label() == "ham"
    (event,) = cache.events()
    assert "threshold is 5.0; expected a number between 0 and 1" in str(event)
    move_pointer(plan_rollback(store, NOW), store)
    assert (label(), cache.events()) == ("ham", [None])
