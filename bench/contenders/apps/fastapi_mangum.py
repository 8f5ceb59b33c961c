"""FastAPI behind Mangum, with the tutorial's pickles and its dense vector."""

import os
from io import BytesIO
from typing import Any

import boto3
import joblib
from fastapi import FastAPI, Request  # type: ignore[import-not-found]
from mangum import Mangum  # type: ignore[import-not-found]

app = FastAPI()
s3 = boto3.client("s3")


def load(name: str) -> Any:
    """Unpickle an object in the bucket."""
    response = s3.get_object(Bucket=os.environ["BUCKET"], Key=f"{os.environ['PREFIX']}/{name}")
    return joblib.load(BytesIO(response["Body"].read()))


vectorizer = load("tfidf_vectorizer.pkl")
classifier = load("naive_bayes_clf.pkl")


@app.post("/spamorham")  # type: ignore[untyped-decorator]
async def spam_or_ham(request: Request) -> list[str]:
    """Return the label of the text in the request's body."""
    text = (await request.body()).decode()
    labels: list[str] = classifier.predict(vectorizer.transform([text]).toarray()).tolist()
    return labels


handler = Mangum(app, lifespan="off")
