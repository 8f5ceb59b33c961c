"""The contenders that need no more than this environment has: they run, and answer alike."""

import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.cold import PARTS, start
from bench.contender import (
    FLOOR,
    MULTINOMIAL,
    OURS_DEFAULT,
    OURS_TUTORIAL,
    SPARSE,
    TUTORIAL,
    Contender,
)
from bench.folders import Folders
from bench.models import Published, emulated_s3, publish_all
from bench.warm import ContenderError, drive
from emulation.packaging import package
from train.corpus.reader import Corpus

TEXTS = ["WINNER!! claim your free prize now", "see you at home", "ÜBER the naïve café", "zzz 123"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Return the contenders' folders, of what is installed here."""
    archive = (package(tmp_path_factory.mktemp("package")) / "deployment.zip").read_bytes()
    site = Path(sysconfig.get_path("purelib"))
    return Folders(tmp_path_factory.mktemp("folders"), archive, site)


@pytest.fixture(scope="module")
def published(small: Corpus) -> Iterator[dict[str, Published]]:
    """Publish the models to an S3 on loopback."""
    with emulated_s3():
        yield publish_all(small, None)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(OURS_TUTORIAL, TUTORIAL, id="tutorial"),
        pytest.param(OURS_DEFAULT, SPARSE, id="default"),
    ],
)
def test_this_project_answers_as_scikit_learn_does(
    ours: Contender, theirs: Contender, folders: Folders, published: dict[str, Published]
) -> None:
    model = published[ours.model]
    answers = [drive(each, folders, model, TEXTS)["answers"] for each in (ours, theirs)]
    assert answers[0] == answers[1]
    assert set(answers[0]) == {"ham", "spam"}


@pytest.mark.parametrize("contender", [MULTINOMIAL, FLOOR], ids=lambda each: each.name)
def test_the_others_answer(
    contender: Contender, folders: Folders, published: dict[str, Published]
) -> None:
    result = drive(contender, folders, published[contender.model], TEXTS)
    assert set(result["answers"]) <= {"ham", "spam"}
    assert len(result["ns"]) == len(TEXTS)


def test_a_cold_start_is_taken_apart(folders: Folders, published: dict[str, Published]) -> None:
    whole, parts = start(OURS_DEFAULT, folders, published["default"], TEXTS[0], probed=True)
    assert tuple(parts) == PARTS
    assert sum(parts.values()) <= whole * 1000


def test_a_failed_contender_says_why(folders: Folders, published: dict[str, Published]) -> None:
    nowhere = Published("nowhere", 0.5)
    with pytest.raises(ContenderError, match=r"sparse-default ended with 1(.|\n)*Not Found"):
        drive(SPARSE, folders, nowhere, TEXTS)


def test_a_package_weighs_what_it_holds(folders: Folders) -> None:
    more = replace(FLOOR, name="floor-and-joblib", requirements=("joblib",))
    floor, larger, ours = (folders.size(each) for each in (FLOOR, more, OURS_DEFAULT))
    assert floor.unpacked < larger.unpacked
    assert floor.zipped < larger.zipped < larger.unpacked
    assert ours.zipped == len(folders.archive)
