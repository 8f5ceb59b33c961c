"""The same models under several names of the classes, made and published by the commands."""

import contextlib
import io

import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.namings import EASY, OTHERS, ROWS, SPAM_AND_HAM, Naming
from train.__main__ import main

FIT = ("--recipe", "tutorial", "--folds", "0")
FITS = {"plain": (), "careful fit": ("--max-blocked-ham", "0.4")}
MADE = (SPAM_AND_HAM, OTHERS[0], OTHERS[2])
WEIGHTS = {"careful": 1e-3, "eager": 1e3}


def ran(naming: Naming, *command: object) -> str:
    """Run a command that succeeds; return what it prints, without the names."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert main([str(word) for word in command]) == 0
    return naming.without_names(output.getvalue())


class Made:
    """What the commands wrote and printed under a naming: two fits, and two exported models.

    The eager model makes about as many mistakes as the careful one, but blocks more ham.
    """

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.data = naming.write("texts.csv", EASY).absolute()
        self.test = naming.write("test.csv", ROWS).absolute()
        self.path = self.data.parent
        self.printed = {name: self.fit(name, *more) for name, more in FITS.items()}
        self.printed |= {name: self.export(name, weight) for name, weight in WEIGHTS.items()}
        self.version = self.publish("plain", "--promote")

    @property
    def to(self) -> tuple[str, str]:
        """The option that names the store of this naming."""
        return "--to", str(self.path / "models")

    def fit(self, name: str, *more: str) -> str:
        """Fit the tutorial's recipe."""
        out = ("--out", self.path / name, *self.to, *self.naming.options)
        return ran(self.naming, "fit", "--data", self.data, "--test", self.test, *FIT, *out, *more)

    def export(self, name: str, spam_weight: float) -> str:
        """Fit a model with scikit-learn alone, and export it."""
        texts, labels = zip(*ROWS, strict=True)
        weights = {self.naming.ham: 1.0, self.naming.spam: spam_weight}
        pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression(class_weight=weights))
        joblib.dump(pipeline.fit(texts, [self.naming.names[x] for x in labels]), "own.joblib")
        options = ("--test", self.test, *self.naming.options, "--out", self.path / name, *self.to)
        return ran(self.naming, "export", "own.joblib", *options)

    def publish(self, name: str, *more: str) -> str:
        """Publish a model; return its version."""
        with contextlib.redirect_stdout(io.StringIO()) as output:
            assert main(["publish", str(self.path / name), *self.to, *more]) == 0
        return output.getvalue().strip()

    def promote_even(self) -> None:
        """Promote an exported model that is neither careful nor eager."""
        with contextlib.chdir(self.path):
            self.export("even", 1.0)
        self.publish("even", "--promote", "--force")

    def file(self, name: str) -> str:
        """Return a file without the names."""
        return self.naming.without_names((self.path / name).read_text(encoding="utf-8"))
