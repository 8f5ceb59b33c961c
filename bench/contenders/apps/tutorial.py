"""The tutorial's handler: scikit-learn's two pickles, a dense vector, Gaussian naive Bayes."""

import os
from io import BytesIO
from typing import Any

import boto3
import joblib
import numpy as np
from chalice.app import Chalice

app = Chalice(app_name="tutorial")
s3 = boto3.client("s3")


def load(name: str) -> Any:
    """Unpickle an object in the bucket."""
    with BytesIO() as file:
        s3.download_fileobj(os.environ["BUCKET"], f"{os.environ['PREFIX']}/{name}", file)
        file.seek(0)
        return joblib.load(file)


vectorizer = load("tfidf_vectorizer.pkl")
classifier = load("naive_bayes_clf.pkl")


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the label of the text in the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    return classifier.predict(vectorizer.transform(np.array([text])).toarray()).tolist()
