"""`forget` finds and erases a text, and says what it could not search."""

import json
from contextlib import closing
from pathlib import Path

import boto3
import pytest

from tests.support.commands import Run
from tests.support.forgotten import HAM, SECRET, SPAM
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET
from train.corpus.reader import read_corpus
from train.registry.bundle import read_bundle, with_files, write_bundle


def texts_of(root: Path) -> bytes:
    """Return the bytes of every file below a directory."""
    return b"\n".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_a_text_is_found_wherever_it_is_and_a_dry_run_writes_nothing(run: Run, tested: str) -> None:
    before = texts_of(Path.cwd())
    code, output, errors = run("forget", SECRET.lower(), "--data", "test.jsonl", "--dry-run")
    assert (code, output.splitlines()) == (
        0,
        [
            f"test.jsonl: line {len(HAM + SPAM) + 1}",
            "build/model/predictions.json: 1 prediction",
            "build/model/report.html: 1 text",
            f"models/versions/{tested}/predictions.json: 1 prediction",
            f"models/versions/{tested}/report.html: 1 text",
        ],
    )
    assert "nothing was erased" in errors
    assert texts_of(Path.cwd()) == before


def test_a_text_is_erased_and_then_found_nowhere(run: Run, tested: str) -> None:
    Path("request.txt").write_text(SECRET)
    code, _, errors = run("forget", "request.txt", "--data", "texts.jsonl", "test.jsonl")
    assert code == 0
    Path("request.txt").unlink()
    assert b"900123" not in texts_of(Path.cwd())
    assert SECRET not in read_corpus([Path("test.jsonl")]).texts
    (copy,) = (row["version"] for row in json.loads(run("list", "--json")[1]))
    assert f"{tested}: replaced by {copy}" in errors
    assert run("verify", copy)[0] == 0
    assert json.loads(run("show")[1])["replaces"] == tested
    assert run("predict", "see you at 1 home")[1] == "ham\n"
    assert run("forget", SECRET, "--data", "test.jsonl") == (0, "", "found nowhere\n")


def test_what_cannot_be_searched_is_a_mistake_after_the_rest_is_erased(
    run: Run, tested: str
) -> None:
    damaged, incomplete = "20200101T000000Z-000000000000", "20200101T000000Z-000000000001"
    for version, name in ((damaged, "manifest.json"), (incomplete, "report.html")):
        folder = Path("models/versions") / version
        folder.mkdir()
        (folder / name).write_text("{")
    code, output, errors = run("forget", SECRET)
    assert (code, tested in output) == (2, True)
    assert f"{damaged}: not searched: " in errors
    assert f"{incomplete}: not searched: deleted or incomplete" in errors
    assert errors.endswith("error: 2 versions could not be searched\n")
    for version in (damaged, incomplete):
        assert run("delete", version)[0] == 0
    assert run("forget", SECRET) == (0, "", "found nowhere\n")


def test_a_signed_version_is_not_replaced(run: Run, tested: str) -> None:
    Path("models/versions", tested, "manifest.sig").write_text("{}")
    before = texts_of(Path.cwd())
    code, _, errors = run("forget", SECRET, "--data", "test.jsonl")
    assert code == 2
    assert f"error: {tested}: is signed, so no copy without the text can replace it" in errors
    assert texts_of(Path.cwd()) == before


def test_a_damaged_file_of_a_version_is_named(run: Run, tested: str) -> None:
    Path("models/versions", tested, "predictions.json").write_text("{}")
    code, _, errors = run("forget", SECRET)
    assert code == 2
    assert f"{tested}: not searched: versions/{tested}/predictions.json" in errors


@pytest.mark.parametrize("predictions", [b"[]", b"{}", b'{"rows": 1}'])
def test_predictions_of_another_form_are_named(
    run: Run, bundle_path: Path, predictions: bytes
) -> None:
    changed = with_files(read_bundle(bundle_path), {"predictions.json": predictions})
    write_bundle(changed, bundle_path)
    assert_mistake(
        run("forget", SECRET, "--model", bundle_path), "expected an object with an array of rows"
    )


def test_on_s3_no_old_object_version_holds_the_text(run: Run, s3: str, tested: str) -> None:
    with closing(boto3.client("s3")) as client:
        versioning = {"Status": "Enabled"}
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=versioning)  # type: ignore[arg-type]
        run("publish", "--promote", "--to", s3)
        code, output, _ = run("forget", SECRET, "--to", s3)
        assert (code, f"{s3}/versions/{tested}/report.html: 1 text" in output) == (0, True)
        listed = client.list_object_versions(Bucket=BUCKET)
        keys = {each["Key"].split("/")[2] for each in listed["Versions"] if "/v" in each["Key"]}
    assert len(keys) == 1
    assert tested not in keys
    assert "DeleteMarkers" not in listed
    assert run("forget", SECRET, "--to", s3) == (0, "", "found nowhere\n")
