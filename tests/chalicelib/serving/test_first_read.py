"""The first read of a cold start begins before the rest is imported, and changes nothing else."""

import gc
from collections.abc import Callable
from types import ModuleType

import pytest

from chalicelib.errors import ServiceError
from chalicelib.serving.first_read import begin_first_read
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from emulation.s3.server import URI, FaultyS3, S3Response
from train.registry.bundle import Bundle

POINTER = "current.json"


@pytest.fixture
def environ(faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the variables with which the store is the S3 on loopback, as in Lambda."""
    variables = {
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": faulty_s3.endpoint,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return {"MODEL_URI": URI}


@pytest.mark.parametrize("pinned", [False, True], ids=["promoted", "pinned"])
def test_each_key_is_requested_once(
    faulty_s3: FaultyS3, environ: dict[str, str], tutorial_bundle: Bundle, pinned: bool
) -> None:
    faulty_s3.promote(tutorial_bundle)
    version = tutorial_bundle.manifest.version
    settings = read_settings(environ | {"MODEL_VERSION": version if pinned else ""})
    loaded = ModelLoader(settings, begin_first_read(settings)).fetch(None)
    assert loaded is not None
    assert loaded.model.manifest == tutorial_bundle.manifest
    first = f"versions/{version}/manifest.json" if pinned else POINTER
    assert faulty_s3.requested_keys[0] == first
    assert len(faulty_s3.requested_keys) == len(set(faulty_s3.requested_keys)) == 3


def test_a_failed_first_read_is_raised_once_and_the_next_fetch_reads_again(
    faulty_s3: FaultyS3, environ: dict[str, str], tutorial_bundle: Bundle
) -> None:
    faulty_s3.promote(tutorial_bundle)
    faulty_s3.fault = lambda _, __: S3Response(403, b"")
    settings = read_settings(environ)
    loader = ModelLoader(settings, begin_first_read(settings))
    with pytest.raises(ServiceError, match="allow s3:GetObject"):
        loader.fetch(None)
    assert faulty_s3.requested_keys == [POINTER]
    faulty_s3.heal()
    loaded = loader.fetch(None)
    assert loaded is not None
    assert loaded.model.manifest == tutorial_bundle.manifest


def test_a_store_that_cannot_be_opened_is_left_to_the_loader(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:1")
    monkeypatch.setenv("AWS_CA_BUNDLE", "missing.pem")
    settings = read_settings(environ)
    assert begin_first_read(settings) is None
    with pytest.raises(ServiceError, match=r"AWS_CA_BUNDLE is 'missing\.pem'"):
        ModelLoader(settings, None).fetch(None)


def test_only_lambda_reads_while_it_imports(
    load_app: Callable[..., ModuleType], faulty_s3: FaultyS3, environ: dict[str, str]
) -> None:
    load_app(**environ)
    assert faulty_s3.requested_keys == []
    app = load_app(**environ, AWS_LAMBDA_FUNCTION_NAME="mine")
    assert faulty_s3.requested_keys[0] == POINTER
    assert app.model_cache.version() is None
    assert gc.isenabled()
    gc.unfreeze()
