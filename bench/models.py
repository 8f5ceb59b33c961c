"""The models that the contenders read: fitted here, published to an emulated S3 of its own process.

Each has a prefix of its own. Under it are what this project publishes and, as the tutorial has
them, the two pickles; beside the tutorial's also its conversion to ONNX.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from emulation.servers import ROOT, free_port, running
from train.corpus.reader import Corpus
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES
from train.registry.bundle import CLASSIFIER_PICKLE, VECTORIZER_PICKLE, Bundle, make_bundle
from train.registry.versions import carry_out, create_once, plan_promotion, plan_publication
from train.registry.writable_store import StoreWriter, open_writer

BUCKET = "my-models"
HALF = 0.5
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A model in the bucket: its prefix, and the threshold of its second class."""

    prefix: str
    threshold: float

    def environ(self) -> dict[str, str]:
        """Return the variables that lead a contender to it."""
        return {
            "MODEL_URI": f"s3://{BUCKET}/{self.prefix}",
            "BUCKET": BUCKET,
            "PREFIX": self.prefix,
            "THRESHOLD": repr(self.threshold),
        }


@contextmanager
def emulated_s3() -> Iterator[None]:
    """Serve an S3 with an empty bucket, and let boto3 and all functions find it."""
    before = dict(os.environ)
    url = f"http://127.0.0.1:{free_port()}"
    os.environ |= CREDENTIALS | {"AWS_ENDPOINT_URL": url}
    command = [sys.executable, "-m", "emulation.aws", url.rpartition(":")[2]]
    try:
        with running(command, f"{url}/moto-api/"):
            client = boto3.client("s3")
            client.create_bucket(Bucket=BUCKET)
            client.close()
            yield
    finally:
        os.environ.clear()
        os.environ |= before


def publish_all(corpus: Corpus, convert: Path | None) -> dict[str, Published]:
    """Fit and publish the model of each prefix; `convert` is the Python that has skl2onnx."""
    published = {}
    for name, recipe in RECIPES.items():
        fitted = recipe.fit(corpus.texts, corpus.labels)
        estimators = (fitted.vectorizer, fitted.classifier)
        by = convert if name == "tutorial" else None
        published[name] = publish(name, estimators, corpus.texts, fitted.threshold, by)
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=HALF)
    classifier = MultinomialNB().fit(vectorizer.fit_transform(corpus.texts), corpus.labels)
    published["multinomial"] = publish("multinomial", (vectorizer, classifier), corpus.texts, HALF)
    return published


def publish(
    prefix: str,
    estimators: tuple[Any, Any],
    texts: Sequence[str],
    threshold: float | None,
    convert: Path | None = None,
) -> Published:
    """Publish and promote a model under a prefix, and put its pickles there.

    With a Python that has skl2onnx to convert it, its form for ONNX Runtime as well.
    """
    now = datetime.now(UTC)
    facts = {"recipe": prefix, "data": None, "metrics": None, "threshold": threshold}
    bundle = make_bundle(export_model(*estimators, texts), estimators, facts, now)
    writer = open_writer(f"s3://{BUCKET}/{prefix}")
    for key, raw in plan_publication(bundle):
        create_once(writer, key, raw)
    plan = plan_promotion(bundle.manifest.version, writer, now)
    if plan is not None:
        carry_out(plan, writer)
    for name in (VECTORIZER_PICKLE, CLASSIFIER_PICKLE):
        writer.create(name, bundle.files[name])
    if convert is not None:
        _create_onnx(writer, bundle, convert)
    return Published(prefix, HALF if threshold is None else threshold)


def _create_onnx(writer: StoreWriter, bundle: Bundle, python: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        names = (VECTORIZER_PICKLE, CLASSIFIER_PICKLE, "model.onnx")
        paths = [Path(directory) / name for name in names]
        for path in paths[:2]:
            path.write_bytes(bundle.files[path.name])
        script = ROOT / "bench" / "convert.py"
        subprocess.run([python, script, *paths], check=True)  # noqa: S603 - this project's own
        writer.create(paths[2].name, paths[2].read_bytes())
