"""The models in tests/data/pickles, which other versions of scikit-learn fitted."""

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

PICKLES = Path(__file__).parents[1] / "data" / "pickles"


class OldModel(NamedTuple):
    """A fitted model: the version that made it, and its name in that version's archive."""

    version: str
    name: str

    def __str__(self) -> str:
        """Return the name of the test's case."""
        return f"{self.version}-{self.name}"

    def files(self, directory: Path) -> list[Path]:
        """Write the joblib files of the model; the vectorizer is the first of two."""
        with zipfile.ZipFile(PICKLES / f"{self.version}.zip") as archive:
            names = [name for name in archive.namelist() if name.split(".")[0] == self.name]
            return [Path(archive.extract(name, directory)) for name in sorted(names, reverse=True)]

    @property
    def texts(self) -> list[str]:
        """The texts that the version itself labelled."""
        texts: list[str] = _document(self.version)["texts"]
        return texts

    @property
    def expected(self) -> dict[str, Any]:
        """What the version itself predicted: labels, decisions and probabilities, if any."""
        found: dict[str, Any] = _document(self.version)["cases"][self.name]
        return found


@cache
def _document(version: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PICKLES / f"{version}.json").read_text("utf-8"))
    return document


VERSIONS = sorted(path.stem for path in PICKLES.glob("*.zip"))
OLD_MODELS = [
    OldModel(version, name) for version in VERSIONS for name in _document(version)["cases"]
]
