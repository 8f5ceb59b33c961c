"""What replacing the model costs in memory: `python -m bench.exchanges [--terms N] [--times N]`.

Two versions of a model with a large vocabulary are published. A process that imports only the
service serves one, and the pointer moves to the other again and again, as after a promotion. While
a new model is loaded the current one stays, so the peak should be that of two models, however often
they are exchanged.
"""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from emulation.servers import ROOT

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import MultinomialNB

TERMS = 400_000
EXCHANGES = 400
TEXT = "w0000042 w0000007 urgent, call 08005550100 now"
STEP_SECONDS = 60.0


def publish_two(directory: Path, terms: int) -> list[bytes]:
    """Publish two versions of one model to a directory; return the pointers to them."""
    from datetime import UTC, datetime

    from train.export.exporter import export_model
    from train.registry.bundle import make_bundle
    from train.registry.pointer_moves import plan_promotion
    from train.registry.versions import create_once, plan_publication
    from train.registry.writable_store import DirectoryWriter

    estimators = _fitted(terms)
    exported, writer = export_model(*estimators), DirectoryWriter(directory)
    facts = {"recipe": "synthetic", "data": None, "metrics": None, "threshold": 0.5}
    pointers = []
    for day in (1, 2):
        now = datetime(2026, 1, day, tzinfo=UTC)
        bundle = make_bundle(exported, estimators, facts, now)
        for file in plan_publication(bundle):
            create_once(writer, file.key, file.raw)
        promotion = plan_promotion(bundle.manifest.version, writer, now)
        pointers.append(b"" if promotion is None else promotion.raw)
    return pointers


def _fitted(terms: int) -> tuple["TfidfVectorizer", "MultinomialNB"]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import MultinomialNB

    from bench.measure.vocabularies import term

    names = [term(number) for number in range(terms)]
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(8, 8), vocabulary=names, sublinear_tf=True
    )
    labels = [0, 1] * (terms // 2)
    return vectorizer, MultinomialNB().fit(vectorizer.fit_transform(names), labels)


def exchange(directory: Path, pointers: list[Path], times: int) -> dict[str, float]:
    """Serve from a directory while its pointer moves; return megabytes of resident memory."""
    now = 0.0
    loader = ModelLoader(read_settings({"MODEL_URI": str(directory)}))
    cache = ModelCache(loader.fetch, STEP_SECONDS, lambda: now)
    figures = {"before": resident_mb("VmRSS")}
    for number in range(times + 1):
        (directory / "current.json").write_bytes(pointers[number % 2].read_bytes())
        now += STEP_SECONDS
        model = cache.model()
        model.predict(TEXT)
        model.explain(TEXT)
        del model
        if number in (0, 1):
            figures |= {
                ("one model", "first exchange")[number]: resident_mb("VmRSS"),
                ("loading one", "exchanging once")[number]: resident_mb("VmHWM"),
            }
    return figures | {"after all": resident_mb("VmRSS"), "peak": resident_mb("VmHWM")}


def resident_mb(field: str) -> float:
    """Return a field of Linux's /proc/self/status, such as VmHWM, the peak, in megabytes."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def main() -> None:
    """Print the figures as JSON."""
    args = _arguments()
    if args.store is not None:
        pointers = sorted(args.store.glob("pointer-*.json"))
        print(json.dumps(exchange(args.store, pointers, args.times)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        for number, raw in enumerate(publish_two(directory, args.terms)):
            (directory / f"pointer-{number}.json").write_bytes(raw)
        # Another process: this one holds what publishing needs. Its environment is the function's.
        command = ["-m", "bench.exchanges", "--store", temporary, "--times", str(args.times)]
        deployed = json.loads((ROOT / ".chalice/config.json").read_text())["environment_variables"]
        environ = os.environ | deployed
        subprocess.run(  # noqa: S603 - this interpreter
            [sys.executable, *command], check=True, env=environ
        )


def _arguments() -> Namespace:
    parser = ArgumentParser("python -m bench.exchanges", description=main.__doc__)
    about = "terms of the model; default: %(default)s"
    parser.add_argument("--terms", type=int, default=TERMS, metavar="N", help=about)
    about = "how many exchanges; default: %(default)s"
    parser.add_argument("--times", type=int, default=EXCHANGES, metavar="N", help=about)
    parser.add_argument("--store", type=Path, metavar="DIRECTORY", help="serve these versions")
    return parser.parse_args()


if __name__ == "__main__":
    main()
