"""Serving needs neither scikit-learn nor numpy; the scoring core needs no installed package."""

import os
import ssl
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from emulation.certificate import self_signed
from emulation.s3.server import URI, FaultyS3
from emulation.servers import ROOT
from train.registry.bundle import Bundle, write_bundle
from train.registry.writable_store import DirectoryWriter

SCORE_WITHOUT_PACKAGES = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from chalicelib.scoring.classifier import read_classifier
from chalicelib.scoring.vectorizer import read_vectorizer
bundle = Path(sys.argv[2])
vectorizer = read_vectorizer((bundle / "vectorizer.safetensors").read_bytes())
classifier = read_classifier((bundle / "classifier.safetensors").read_bytes(), vectorizer.width)
print(classifier.label(classifier.scores(vectorizer.transform(sys.argv[3]))))
"""

SERVE_AND_LIST_MODULES = """
import sys
import app
from chalice.test import Client
with Client(app.app) as client:
    response = client.http.post("/spamorham", headers={"Content-Type": "text/plain"}, body=b"hello")
assert response.status_code == 200, response.body
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

LOAD_AND_LIST_MODULES = """
import sys
import app
app.model_cache.model()
print(*sys.modules)
"""

LOAD_AND_LIST_NAMED_TUPLES = """
import sys
import app
app.model_cache.model()
modules = [module for name, module in sys.modules.items() if name.startswith("chalicelib")]
print(*{value for module in modules for value in vars(module).values() if hasattr(value, "_make")})
"""

SLOW_TO_IMPORT = {
    *("concurrent.futures", "dataclasses", "email", "encodings.idna", "http.client", "pathlib"),
    *("hashlib", "hmac", "socket", "ssl"),
}
"""Modules that take 1 to 20 ms of a cold start and that neither Chalice nor Lambda imports."""

LOADED_ON_DEMAND = {
    "chalicelib.bulk",
    "chalicelib.frames",
    "chalicelib.functions",
    "chalicelib.registry.function_state",
    "chalicelib.registry.functions",
    "chalicelib.scoring.author_function",
    "chalicelib.scoring.nltk_stand_ins",
    "chalicelib.scoring.nltk_tokenizers",
    "chalicelib.scoring.numbers_block",
    "chalicelib.scoring.packed_data",
    "chalicelib.api.charsets",
    "chalicelib.api.content_encoding",
    "chalicelib.api.openapi",
    "chalicelib.api.payload_2",
    "chalicelib.api.report_view",
    "chalicelib.reports",
    "chalicelib.serving.snapshot",
    "chalicelib.store.container_credentials",
    "chalicelib.store.writing",
    "chalicelib.explain.attribution",
    "chalicelib.registry.ed25519_key",
    "chalicelib.scoring.cleaning.analyzer",
    "chalicelib.scoring.features",
    "chalicelib.scoring.part_reader",
    "chalicelib.registry.public_keys",
    "chalicelib.registry.rsa_key",
    "chalicelib.registry.signature",
    "chalicelib.registry.old_estimators",
    "chalicelib.registry.tutorial_pickles",
    "chalicelib.registry.unpickling",
    "chalicelib.serving.pinned",
    "chalicelib.store.boto3_reader",
    "chalicelib.store.s3_reader",
    "chalicelib.web.page",
}
"""The project's modules that a model in a directory and its labels do not need."""

IMPORT_APP = """
import _socket
def refuse(*_: object, **__: object) -> None:
    raise AssertionError("importing app looked up a host")
_socket.getaddrinfo = refuse
import app
"""


def run(*arguments: str, environ: dict[str, str] | None = None) -> str:
    result = subprocess.run(  # noqa: S603 - this interpreter, code from above
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_core_scores_without_any_installed_package(
    tmp_path: Path, default_bundle: Bundle
) -> None:
    write_bundle(default_bundle, tmp_path)
    text = "WINNER!! claim your free prize now"
    label = run("-I", "-S", "-c", SCORE_WITHOUT_PACKAGES, str(ROOT), str(tmp_path), text)
    assert label == default_bundle.model().predict(text)


def test_a_process_that_serves_holds_no_numpy_and_no_scikit_learn(
    published: DirectoryWriter,
) -> None:
    environ = os.environ | {"MODEL_URI": published.uri}
    modules = set(run("-c", SERVE_AND_LIST_MODULES, environ=environ).split())
    assert "chalicelib" in modules
    assert (
        modules & {"numpy", "scipy", "sklearn", "joblib", "safetensors", "boto3", "train"} == set()
    )


@pytest.mark.parametrize("tls", [False, True])
def test_a_process_that_serves_from_s3_as_in_lambda_holds_no_boto3(
    tls: bool, tmp_path: Path, default_bundle: Bundle
) -> None:
    certificate = self_signed(tmp_path / "server.pem", "Authority")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = FaultyS3(context if tls else None)
    server.promote(default_bundle)
    environ = {"MODEL_URI": URI, "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "eu-west-1"}
    environ |= {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
    environ |= {"AWS_CA_BUNDLE": str(certificate)}
    modules = set(run("-c", LOAD_AND_LIST_MODULES, environ=environ).split())
    server.stop()
    assert len(server.requested_keys) == 3
    assert modules & {"boto3", "botocore", "urllib3", "s3transfer"} == set()
    assert modules & SLOW_TO_IMPORT == set()


def test_a_cold_start_imports_nothing_that_labelling_does_not_need(
    published: DirectoryWriter,
) -> None:
    environ = os.environ | {"MODEL_URI": published.uri}
    modules = set(run("-c", LOAD_AND_LIST_MODULES, environ=environ).split())
    assert all(find_spec(name) for name in LOADED_ON_DEMAND)
    assert modules & LOADED_ON_DEMAND == set()
    assert modules & (SLOW_TO_IMPORT - {"pathlib"}) == set()


def test_importing_app_needs_no_environment_and_no_network() -> None:
    assert run("-c", IMPORT_APP, environ={}) == ""


def test_a_cold_start_makes_no_named_tuple_of_typing(published: DirectoryWriter) -> None:
    environ = os.environ | {"MODEL_URI": published.uri}
    assert run("-c", LOAD_AND_LIST_NAMED_TUPLES, environ=environ) == ""
