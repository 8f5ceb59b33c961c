"""The tutorial's handler without its detour: scikit-learn's pickles, and the vector stays sparse.

For classifiers that take a sparse vector, and with a threshold of the second class's probability.
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
    """Return what a pickle in the bucket holds."""
    with BytesIO() as file:
        s3.download_fileobj(os.environ["BUCKET"], f"{os.environ['PREFIX']}/{name}", file)
        file.seek(0)
        return joblib.load(file)


vectorizer = load("tfidf_vectorizer.pkl")
classifier = load("naive_bayes_clf.pkl")
threshold = float(os.environ["THRESHOLD"])


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Answer the label of the text that is the request's body."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    probability = classifier.predict_proba(vectorizer.transform([text]))[0, 1]
    return [str(classifier.classes_[int(probability > threshold)])]
