"""ONNX Runtime in a Chalice app: the tutorial's pipeline, converted with skl2onnx."""

import os

import boto3
import numpy as np
import onnxruntime  # type: ignore[import-not-found]
from chalice.app import Chalice

app = Chalice(app_name="onnx-runtime")
response = boto3.client("s3").get_object(
    Bucket=os.environ["BUCKET"], Key=f"{os.environ['PREFIX']}/model.onnx"
)
session = onnxruntime.InferenceSession(response["Body"].read(), providers=["CPUExecutionProvider"])


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the label of the text in the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    labels = session.run(["label"], {"text": np.array([[text]])})[0]
    return labels.tolist()
