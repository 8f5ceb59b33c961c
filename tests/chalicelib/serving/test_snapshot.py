"""A copy of a snapshot serves what is promoted now, with credentials that are valid now."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from snapshot_restore_py import _after_restore_registry

from emulation.container_credentials import CredentialEndpoint
from emulation.gateway import proxy_event
from emulation.runtime_api import LambdaFunction
from emulation.s3.server import URI, FaultyS3
from emulation.servers import ROOT
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

CONFIGURATION: dict[str, Any] = {
    "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:spam",
    "FunctionName": "spam",
    "Handler": "app.app",
    "MemorySize": 512,
    "Timeout": 15,
    "Version": "1",
    "Environment": {"Variables": {"MODEL_URI": URI, "MODEL_REFRESH_SECONDS": "86400"}},
}
SNAP_START = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
TEXT = "WINNER!! claim your free prize now"


def packaged() -> bytes:
    """Return what a package holds: app.py, chalicelib and the two files of Chalice."""
    chalice = find_spec("chalice")
    assert chalice is not None
    assert chalice.origin is not None
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*"))]:
            if path.suffix in (".py", ".json", ".html", ".css", ".js"):
                archive.write(path, path.relative_to(ROOT))
        for name in ("__init__.py", "app.py"):
            archive.write(Path(chalice.origin).with_name(name), f"chalice/{name}")
    return buffer.getvalue()


@pytest.fixture
def endpoint(faulty_s3: FaultyS3, tutorial_bundle: Bundle) -> Iterator[CredentialEndpoint]:
    """Yield an endpoint whose credentials alone can read the promoted model."""
    faulty_s3.promote(tutorial_bundle)
    with CredentialEndpoint() as endpoint:
        endpoint.guard(faulty_s3)
        yield endpoint


def started(
    directory: Path, s3: FaultyS3, endpoint: CredentialEndpoint, **environ: str
) -> LambdaFunction:
    return LambdaFunction(
        packaged(),
        CONFIGURATION,
        directory,
        HOME=str(directory),
        AWS_ENDPOINT_URL=s3.endpoint,
        AWS_REGION="eu-west-1",
        **endpoint.environ,
        **environ,
    )


def test_a_restored_function_has_new_credentials_and_serves_what_is_promoted_now(
    tmp_path: Path,
    faulty_s3: FaultyS3,
    endpoint: CredentialEndpoint,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
) -> None:
    with started(tmp_path, faulty_s3, endpoint, **SNAP_START) as function:
        function.wait_for_snapshot()
        assert len(faulty_s3.requested_keys) == 3  # the snapshot holds the model
        endpoint.revoke()
        faulty_s3.promote(default_bundle)
        faulty_s3.requests.clear()
        function.restore()
        response = function.invoke(proxy_event(TEXT))
        assert response["statusCode"] == 200
        line = json.loads(function.log.read_text())
    assert line["version"] == default_bundle.manifest.version
    tokens = [headers["x-amz-security-token"] for _, headers in faulty_s3.requests]
    assert tokens == ["token-1", *["token-2"] * 3]  # refused once, then the pointer and the files


def test_a_snapshot_without_a_model_loads_one(
    tmp_path: Path, faulty_s3: FaultyS3, endpoint: CredentialEndpoint
) -> None:
    endpoint.fault = lambda: (500, b"")
    with started(tmp_path, faulty_s3, endpoint, **SNAP_START) as function:
        function.wait_for_snapshot()
        endpoint.fault = None
        function.restore()
        assert function.invoke(proxy_event(TEXT))["statusCode"] == 200


def test_a_container_without_snapshots_needs_no_boto3_either(
    tmp_path: Path, faulty_s3: FaultyS3, endpoint: CredentialEndpoint
) -> None:
    with started(tmp_path, faulty_s3, endpoint) as function:
        (tmp_path / "runtime" / "boto3").unlink()
        assert function.invoke(proxy_event(TEXT))["statusCode"] == 200
    assert len(endpoint.seconds) == 1


def test_only_snapstart_calls_the_hook(
    load_app: Callable[..., ModuleType], published: DirectoryWriter
) -> None:
    del _after_restore_registry[:]
    load_app(MODEL_URI=published.uri, AWS_LAMBDA_INITIALIZATION_TYPE="provisioned-concurrency")
    assert _after_restore_registry == []
    app = load_app(MODEL_URI=published.uri, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start")
    [(hook, arguments, _)] = _after_restore_registry
    assert arguments == (app.model_cache,)
    random.seed(1)
    state = random.getstate()
    hook(*arguments)
    assert random.getstate() != state
    del _after_restore_registry[:]
