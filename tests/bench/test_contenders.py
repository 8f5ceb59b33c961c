"""The contenders that this environment can run: they work, and return the same labels."""

import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.contenders.catalog import (
    FLOOR,
    MULTINOMIAL,
    OURS_DEFAULT,
    OURS_TUTORIAL,
    SPARSE,
    TUTORIAL,
    Contender,
)
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel, emulated_s3, publish_all
from bench.measure.cold import PHASES, cold_start
from bench.measure.libraries import measure_libraries
from bench.measure.warm import ContenderError, drive
from emulation.packaging import package
from train.corpus.reader import Corpus

TEXTS = ["WINNER!! claim your free prize now", "see you at home", "ÜBER the naïve café", "zzz 123"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Return the contenders' folders, built from the installed packages."""
    archive = (package(tmp_path_factory.mktemp("package")) / "deployment.zip").read_bytes()
    site = Path(sysconfig.get_path("purelib"))
    return Folders(tmp_path_factory.mktemp("folders"), archive, site)


@pytest.fixture(scope="module")
def published(small: Corpus) -> Iterator[dict[str, PublishedModel]]:
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
def test_this_project_returns_the_labels_of_scikit_learn(
    ours: Contender, theirs: Contender, folders: Folders, published: dict[str, PublishedModel]
) -> None:
    model = published[ours.model]
    labels = [drive(each, folders, model, TEXTS)["labels"] for each in (ours, theirs)]
    assert labels[0] == labels[1]
    assert set(labels[0]) == {"ham", "spam"}


@pytest.mark.parametrize("contender", [MULTINOMIAL, FLOOR], ids=lambda each: each.name)
def test_the_others_return_labels(
    contender: Contender, folders: Folders, published: dict[str, PublishedModel]
) -> None:
    result = drive(contender, folders, published[contender.model], TEXTS)
    assert set(result["labels"]) <= {"ham", "spam"}
    assert len(result["ns"]) == len(TEXTS)


def test_a_library_alone_loads_the_published_model(
    folders: Folders, published: dict[str, PublishedModel]
) -> None:
    results = measure_libraries([OURS_DEFAULT, SPARSE, FLOOR], folders, published, TEXTS, 1)
    assert set(results) == {OURS_DEFAULT.name, SPARSE.name}
    for result in results.values():
        assert min(result["bytes"], result["load_ms"].median, result["us"].median) > 0


def test_an_explanation_is_a_response_with_a_label(
    folders: Folders, published: dict[str, PublishedModel]
) -> None:
    model = published[OURS_DEFAULT.model]
    explained = drive(OURS_DEFAULT, folders, model, TEXTS, path="/explain")["labels"]
    assert explained == drive(OURS_DEFAULT, folders, model, TEXTS)["labels"]


def test_a_cold_start_has_phases(folders: Folders, published: dict[str, PublishedModel]) -> None:
    start = cold_start(OURS_DEFAULT, folders, published["default"], TEXTS[0], probed=True)
    assert tuple(start.phase_ms) == PHASES
    assert sum(start.phase_ms.values()) <= start.seconds * 1000


def test_a_failed_contender_reports_its_error(
    folders: Folders, published: dict[str, PublishedModel]
) -> None:
    nowhere = PublishedModel("nowhere", 0.5)
    with pytest.raises(ContenderError, match=r"sparse-default ended with 1(.|\n)*Not Found"):
        drive(SPARSE, folders, nowhere, TEXTS)


def test_the_size_of_a_package_follows_its_content(folders: Folders) -> None:
    more = replace(FLOOR, name="floor-and-joblib", requirements=("joblib",))
    floor, larger, ours = (folders.size(each) for each in (FLOOR, more, OURS_DEFAULT))
    assert floor.unpacked < larger.unpacked
    assert floor.zipped < larger.zipped < larger.unpacked
    assert ours.zipped == len(folders.archive)
