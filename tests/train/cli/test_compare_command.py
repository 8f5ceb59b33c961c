"""`compare` as a user runs it: a table, JSON and a page of two versions."""

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from train.__main__ import main

TUTORIAL = ("--recipe", "tutorial", "--data")


@pytest.fixture(scope="module")
def two_published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """Fit and publish two versions in a directory; return it and the versions."""
    directory = tmp_path_factory.mktemp("two")
    texts = directory / "texts.jsonl"
    rows = zip(LABELS, TRAINING, strict=True)
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows] * 3
    texts.write_text("\n".join(lines))
    names = []
    with contextlib.chdir(directory):
        for folds in ("2", "3"):
            main(["fit", *TUTORIAL, str(texts), "--folds", folds])
            with contextlib.redirect_stdout(io.StringIO()) as output:
                main(["publish", "--to", "models"])
            names.append(output.getvalue().strip())
    return directory, (names[0], names[1])


@pytest.fixture
def compared(run: Run, two_published: tuple[Path, tuple[str, str]]) -> tuple[str, str]:
    """Copy the two versions and the bundle of the later one into the empty directory."""
    del run
    directory, names = two_published
    shutil.copytree(directory, Path.cwd(), dirs_exist_ok=True)
    return names


def test_compare_prints_a_table_or_json_and_writes_a_page(
    run: Run, compared: tuple[str, str]
) -> None:
    _, output, _ = run("compare", *compared)
    counts = [line.rsplit(maxsplit=1)[1] for line in output.splitlines()]
    code, output, errors = run("compare", *compared, "--json", "--report", "page.html")
    comparison = json.loads(output)
    values = [*map(str, list(comparison.values())[:5]), f"{comparison['p_value']:.4f}"]
    assert values == counts
    assert comparison["texts"] == 11
    assert (code, errors.count("\n")) == (0, 1)
    page = Path("page.html").read_text(encoding="utf-8")
    assert all(name in page for name in compared)


def test_versions_without_common_texts_are_not_compared(
    run: Run, compared: tuple[str, str]
) -> None:
    Path("other.csv").write_text("label,text\nham,good morning\nspam,cheap watches\n")
    options = ("--test", "other.csv", "--folds", "0", "--out", "other")
    assert run("fit", *TUTORIAL, "texts.jsonl", *options)[0] == 0
    version = run("publish", "other")[1].strip()
    code, output, errors = run("compare", compared[0], version)
    assert (code, output.splitlines()[0]) == (0, "texts in common    0")
    assert errors == "no texts in common to compare them on\n"


def test_a_page_that_cannot_be_written_is_one_error_line(
    run: Run, compared: tuple[str, str]
) -> None:
    code, _, errors = run("compare", *compared, "--report", "none/page.html")
    assert code == 2
    expected = "error: none/page.html: cannot be written: No such file or directory"
    assert errors.splitlines()[-1] == expected


def test_versions_without_predictions_are_not_compared(run: Run, compared: tuple[str, str]) -> None:
    run("export", *_pickles(), "--out", "plain")
    version = run("publish", "plain")[1].strip()
    code, output, errors = run("compare", compared[0], version)
    assert (code, output) == (2, "")
    assert errors.startswith(f"error: {version}: this version has no predictions to compare; ")


def _pickles() -> list[str]:
    return [f"build/model/{name}.pkl" for name in ("tfidf_vectorizer", "naive_bayes_clf")]
