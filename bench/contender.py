"""The contenders: what each is made of, and which model it reads."""

from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "contenders"
CHALICE = "chalice/"
WHOLE_PACKAGE = ""
SCIKIT_LEARN = ("joblib", "numpy", "scikit-learn")
PICKLES = ("joblib", "numpy", "sklearn.feature_extraction.text")


@dataclass(frozen=True, slots=True)
class Contender:
    """A function to deploy.

    `source` is the file in contenders/ that is its app.py, None for this project's own; `unpacked`
    are the folders that it takes from this project's package, which holds Chalice as Chalice packs
    it; `requirements` are the distributions that it needs besides. `arrays` tells whether one
    request can carry several texts. Of a cold start's parts `framework` and `libraries` are the
    modules to time apart, and `parse` is the function, as module:name, that makes the model.
    """

    name: str
    label: str
    model: str
    source: str | None
    unpacked: tuple[str, ...] = (CHALICE,)
    requirements: tuple[str, ...] = SCIKIT_LEARN
    handler: str = "app.app"
    arrays: bool = False
    framework: tuple[str, ...] = ("chalice.app",)
    libraries: tuple[str, ...] = PICKLES
    parse: str = "joblib:load"

    def parts(self) -> dict[str, object]:
        """Return what bench/probe.py is told of it."""
        return {
            "handler": self.handler,
            "framework": self.framework,
            "libraries": self.libraries,
            "parse": self.parse,
        }


def _ours(model: str, label: str) -> Contender:
    return Contender(
        f"ours-{model}",
        label,
        model,
        None,
        (WHOLE_PACKAGE,),
        requirements=(),
        arrays=True,
        libraries=("chalicelib.registry.fetch",),
        parse="chalicelib.registry.fetch:build_model",
    )


TUTORIAL = Contender("tutorial", "tutorial's handler", "tutorial", "tutorial.py")
SPARSE = Contender(
    "sparse-default",
    "default recipe in scikit-learn",
    "default",
    "sparse.py",
    (CHALICE, "chalicelib/"),  # the pickle names its analyzer
)
MULTINOMIAL = Contender(
    "sparse-multinomial", "tutorial's with MultinomialNB", "multinomial", "sparse.py"
)
FASTAPI = Contender(
    "fastapi",
    "tutorial's in FastAPI, Mangum",
    "tutorial",
    "fastapi_mangum.py",
    unpacked=(),
    requirements=(*SCIKIT_LEARN, "fastapi", "mangum"),
    handler="app.handler",
    framework=("fastapi", "mangum"),
)
ONNX = Contender(
    "onnx",
    "tutorial's in ONNX Runtime",
    "tutorial",
    "onnx_runtime.py",
    requirements=("numpy", "onnxruntime"),
    libraries=("numpy", "onnxruntime"),
    parse="onnxruntime:InferenceSession",
)
OURS_TUTORIAL = _ours("tutorial", "this project, tutorial's recipe")
OURS_DEFAULT = _ours("default", "this project, default recipe")
FLOOR = Contender(
    "floor",
    "Chalice without a model",
    "tutorial",
    "floor.py",
    requirements=(),
    libraries=(),
    parse="",
)

CONTENDERS = (TUTORIAL, MULTINOMIAL, FASTAPI, ONNX, OURS_TUTORIAL, SPARSE, OURS_DEFAULT, FLOOR)
SAME_ANSWERS = {
    OURS_TUTORIAL.name: TUTORIAL,
    FASTAPI.name: TUTORIAL,
    ONNX.name: TUTORIAL,
    OURS_DEFAULT.name: SPARSE,
}
"""Contenders that serve the model of another, and so should answer as it does."""
