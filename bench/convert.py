"""Convert two pickles to ONNX, in the contenders' environment: it has skl2onnx.

    python bench/convert.py tfidf_vectorizer.pkl naive_bayes_clf.pkl model.onnx

skl2onnx's own choices answer otherwise than scikit-learn does: its tokens are ASCII's letters
alone, and its lower-casing needs a locale that few containers have. These two answer alike.
"""

import sys
from pathlib import Path

import joblib
from skl2onnx import to_onnx  # type: ignore[import-not-found]
from skl2onnx.common.data_types import StringTensorType  # type: ignore[import-not-found]
from sklearn.pipeline import make_pipeline

TOKEN = r"[\p{L}\p{N}_][\p{L}\p{N}_]+"  # noqa: S105 - not a secret
LOCALE = "C.UTF-8"


def main(vectorizer: str, classifier: str, target: str) -> None:
    """Write the pipeline of both; its input is `text`, a column of strings."""
    pipeline = make_pipeline(joblib.load(vectorizer), joblib.load(classifier))
    converted = to_onnx(
        pipeline,
        initial_types=[("text", StringTensorType([None, 1]))],
        options={
            type(pipeline[0]): {"tokenexp": TOKEN, "locale": LOCALE},
            type(pipeline[1]): {"zipmap": False},
        },
    )
    Path(target).write_bytes(converted.SerializeToString())


if __name__ == "__main__":
    main(*sys.argv[1:])
