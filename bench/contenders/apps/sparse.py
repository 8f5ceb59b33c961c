"""The tutorial's handler with a sparse vector instead of a dense one, and with a threshold.

It serves classifiers that accept sparse vectors. The second class wins if its probability is above
the threshold.
"""

import os
from io import BytesIO
from typing import Any

import boto3
import joblib
from chalice.app import Chalice

app = Chalice(app_name="sparse")
s3 = boto3.client("s3")


def load(name: str) -> Any:
    """Unpickle an object in the bucket."""
    with BytesIO() as file:
        s3.download_fileobj(os.environ["BUCKET"], f"{os.environ['PREFIX']}/{name}", file)
        file.seek(0)
        return joblib.load(file)


vectorizer = load("tfidf_vectorizer.pkl")
classifier = load("naive_bayes_clf.pkl")
threshold = float(os.environ["THRESHOLD"])


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the label of the text in the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    probability = classifier.predict_proba(vectorizer.transform([text]))[0, 1]
    return [str(classifier.classes_[int(probability > threshold)])]
