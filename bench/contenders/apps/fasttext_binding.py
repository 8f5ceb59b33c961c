"""A Chalice app with a quantized fastText model, which fastText reads from a file only.

It calls the binding itself, so that it does without fastText's Python module, which imports numpy.
"""

import os

import boto3
import fasttext_pybind  # type: ignore[import-not-found]
from chalice.app import Chalice

FILE = "/tmp/model.ftz"  # noqa: S108 - the one folder that a function can write to
PREFIX = len("__label__")

app = Chalice(app_name="fasttext-binding")
boto3.client("s3").download_file(os.environ["BUCKET"], f"{os.environ['PREFIX']}/model.ftz", FILE)
model = fasttext_pybind.fasttext()
model.loadModel(FILE)


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the label of the text in the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    # As its training texts: one line in lower case.
    [(_, label)] = model.predict(" ".join(text.lower().split()) + "\n", 1, 0.0, "strict")
    return [label[PREFIX:]]
