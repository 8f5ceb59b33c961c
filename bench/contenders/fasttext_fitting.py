"""Fit and quantize fastText; the contenders' Python has it.

    python bench/contenders/fasttext_fitting.py PLAN DIRECTORY

`bench/contenders/peers.py` describes the plan and what the directory gets.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fasttext  # type: ignore[import-not-found]

OPTIONS = {"lr": 0.5, "epoch": 25, "wordNgrams": 2, "minn": 2, "maxn": 5, "bucket": 200_000}
"""Of the six settings tried, the one with the highest MCC on the SMS Spam Collection."""
DIMENSIONS = 16
QUANTIZATION = {"retrain": True, "qnorm": True, "cutoff": 20_000}
"""The n-grams with the greatest norms are kept; fitting again makes up for the rest."""
PREFIX = "__label__"


def main(plan_path: str, directory: str) -> None:
    """Write the model of all texts, and the labels of each split's test texts."""
    plan = json.loads(Path(plan_path).read_text("utf-8"))
    folder = Path(directory)
    (folder / "files").mkdir()
    lines = folder / "lines.txt"
    fit(plan["texts"], plan["labels"], lines=lines).save_model(str(folder / "files" / "model.ftz"))
    labels = []
    for training, test in plan["splits"]:
        known = ([plan[key][at] for at in training] for key in ("texts", "labels"))
        model = fit(*known, lines=lines)
        texts = [one_line(plan["texts"][at]) for at in test]
        labels.append([model.predict(text)[0][0].removeprefix(PREFIX) for text in texts])
    (folder / "labels.json").write_text(json.dumps(labels), "utf-8")


def fit(texts: Sequence[str], labels: Sequence[str], *, lines: Path) -> Any:
    """Return a quantized model; by one thread, because by more it differs each time."""
    rows = zip(labels, texts, strict=True)
    lines.write_text("".join(f"{PREFIX}{label} {one_line(text)}\n" for label, text in rows))
    model = fasttext.train_supervised(str(lines), dim=DIMENSIONS, thread=1, verbose=0, **OPTIONS)
    model.quantize(str(lines), thread=1, **QUANTIZATION)
    return model


def one_line(text: str) -> str:
    """Return a text as one line in lower case: fastText does neither itself."""
    return " ".join(text.lower().split())


if __name__ == "__main__":
    main(*sys.argv[1:])
