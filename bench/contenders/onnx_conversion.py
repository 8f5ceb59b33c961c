"""Convert two pickles to ONNX; the contenders' environment has skl2onnx.

    python bench/contenders/onnx_conversion.py tfidf_vectorizer.pkl naive_bayes_clf.pkl model.onnx

skl2onnx's defaults give other labels than scikit-learn: its tokens hold only ASCII letters, and its
lower-casing needs a locale that few containers have. `TOKEN` and `LOCALE` give the same labels.
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
    """Write both as one pipeline whose input `text` is a column of strings."""
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
