"""The models that the contenders read: fitted here, then published to an emulated S3.

Each model has its own prefix. Below it are this project's files and, as in the tutorial, two
pickles; the tutorial's model is also there as ONNX.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from bench.contenders.fitters import FITTERS
from emulation.certificate import self_signed
from emulation.s3.read_cache import ReadCache
from emulation.servers import emulated_aws
from train.corpus.reader import Corpus
from train.export.exporter import export_model
from train.registry.bundle import TUTORIAL_PICKLES, make_bundle, pickle_names
from train.registry.pointer_moves import move_pointer, plan_promotion
from train.registry.versions import create_once, plan_publication
from train.registry.writable_store import StoreWriter, open_writer

BUCKET = "my-models"
ONNX_CONVERSION = Path(__file__).with_name("onnx_conversion.py")
DEFAULT_THRESHOLD = 0.5
TLS_ENDPOINT = "BENCH_TLS_ENDPOINT"
"""The variable with the URL of an S3 with TLS, if functions are to read from one."""
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
}


def model_uri(prefix: str) -> str:
    """Return the URI of the store below a prefix."""
    return f"s3://{BUCKET}/{prefix}"


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model in the bucket: its prefix, and the threshold of its second class."""

    prefix: str
    threshold: float

    def environ(self) -> dict[str, str]:
        """Return the environment variables that name the model to a contender."""
        return {
            "MODEL_URI": model_uri(self.prefix),
            "BUCKET": BUCKET,
            "PREFIX": self.prefix,
            "THRESHOLD": repr(self.threshold),
        }


@contextmanager
def emulated_s3(*, tls: bool = False) -> Iterator[None]:
    """Run an S3 with an empty bucket, and set the environment so that boto3 uses it.

    With `tls`, the contenders read from it with TLS; this process writes without.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as directory, emulated_aws() as moto:
        certificate = self_signed(Path(directory) / "certificate.pem", "bench") if tls else None
        try:
            with ReadCache(moto, certificate) as front:
                os.environ |= CREDENTIALS | {"AWS_ENDPOINT_URL": front.url}
                if front.tls_url is not None:
                    os.environ |= {TLS_ENDPOINT: front.tls_url, "AWS_CA_BUNDLE": str(certificate)}
                client = boto3.client("s3")
                client.create_bucket(Bucket=BUCKET)
                client.close()
                yield
        finally:
            os.environ.clear()
            os.environ |= before


def publish_all(corpus: Corpus, onnx_python: Path | None) -> dict[str, PublishedModel]:
    """Fit and publish the model of each prefix; `onnx_python` is a Python that has skl2onnx."""
    return {
        name: publish_recipe(name, corpus, onnx_python if name == "tutorial" else None)
        for name in FITTERS
    }


def publish_recipe(name: str, corpus: Corpus, onnx_python: Path | None = None) -> PublishedModel:
    """Fit a recipe, or another model that has a fitter, and publish it under its name."""
    fitted = FITTERS[name](corpus.texts, corpus.labels)
    estimators = (fitted.vectorizer, fitted.classifier)
    return publish(name, estimators, corpus.texts, fitted.threshold, onnx_python)


def publish(
    prefix: str,
    estimators: tuple[Any, Any],
    texts: Sequence[str],
    threshold: float | None = None,
    onnx_python: Path | None = None,
) -> PublishedModel:
    """Publish and promote a model under a prefix, with its pickles.

    With `onnx_python`, a Python that has skl2onnx, the model is published as ONNX too.
    """
    now = datetime.now(UTC)
    facts = {"recipe": prefix, "data": None, "metrics": None, "threshold": threshold}
    bundle = make_bundle(export_model(*estimators, texts), estimators, facts, now)
    writer = open_writer(model_uri(prefix))
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
    promotion = plan_promotion(bundle.manifest.version, writer, now)
    if promotion is not None:
        move_pointer(promotion, writer)
    names = zip(TUTORIAL_PICKLES, pickle_names(prefix), strict=True)
    pickles = {tutorial_name: bundle.files[name] for tutorial_name, name in names}
    for name, raw in pickles.items():
        writer.create(name, raw)
    if onnx_python is not None:
        _create_onnx(writer, pickles, onnx_python)
    return PublishedModel(prefix, DEFAULT_THRESHOLD if threshold is None else threshold)


def _create_onnx(writer: StoreWriter, pickles: Mapping[str, bytes], python: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory) / name for name in pickles]
        for path in paths:
            path.write_bytes(pickles[path.name])
        onnx = Path(directory) / "model.onnx"
        subprocess.run([python, ONNX_CONVERSION, *paths, onnx], check=True)  # noqa: S603
        writer.create(onnx.name, onnx.read_bytes())
