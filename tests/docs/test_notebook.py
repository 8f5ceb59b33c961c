"""docs/tutorial.ipynb runs from the first cell to the last, and its stored outputs are true.

The outputs are compared if `SMS_SPAM_CSV` names the SMS Spam Collection. Otherwise the notebook
trains on the embedded corpus.
"""

import os
import re
import shutil
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from emulation.servers import ROOT

NOTEBOOK = "tutorial.ipynb"
CORPUS = os.environ.get("SMS_SPAM_CSV", "")
LINKED = ("app.py", "train", ".chalice")
CHANGING = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}|(?<=_)[0-9a-f]{12}(?=\.py)|\"_aws.*")


def stored() -> Any:
    return nbformat.read(ROOT / "docs" / NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the notebook in a folder that looks like the project's, and return it with outputs."""
    root = tmp_path_factory.mktemp("notebook")
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "chalicelib", root / "chalicelib")  # a function is written there
    shutil.copy(ROOT / "requirements.txt", root)
    for folder in ("docs", "build"):
        (root / folder).mkdir()
    if CORPUS:
        shutil.copy(CORPUS, root / "build" / "sms-spam.csv")
    notebook = stored()
    resources = {"metadata": {"path": str(root / "docs")}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    return notebook


def shown(notebook: Any) -> list[str]:
    """Return what each cell shows, without what differs from run to run."""
    return [text for cell in notebook.cells for text in _streams(cell).values()]


def _streams(cell: Any) -> dict[str, str]:
    """Return what a cell writes to each stream, which may come in any order and in parts."""
    streams = {"stderr": "", "stdout": "", "result": ""}
    for output in cell.get("outputs", ()):
        streams[output.get("name", "result")] += _comparable(output)
    return streams


def _comparable(output: Any) -> str:
    data = output.get("data", {})
    text = output.get("text") or data.get("text/html") or data.get("text/plain") or ""
    return CHANGING.sub("N", text)


@pytest.mark.filterwarnings("ignore")
def test_the_notebook_runs(executed: Any) -> None:
    results = [streams["result"] for streams in map(_streams, executed.cells)]
    assert "['spam', 'ham']" in results


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not CORPUS, reason="SMS_SPAM_CSV does not name the collection's spam.csv")
def test_the_notebook_shows_what_it_stores(executed: Any) -> None:
    assert shown(executed) == shown(stored())


def test_no_output_names_a_machine() -> None:
    text = (ROOT / "docs" / NOTEBOOK).read_text("utf-8")
    assert str(ROOT) not in text
    assert "/tmp/" not in text  # noqa: S108 - it is searched for, not used
