"""`prune`, `delete` and `forget` as a user runs them."""

import json
import os
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import boto3
import pytest

from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET, AnyWriter
from train.__main__ import main
from train.corpus.reader import read_corpus
from train.registry.bundle import Bundle, read_bundle, with_files, write_bundle
from train.registry.pointer_moves import read_current
from train.registry.published_version import list_versions

SECRET = "Ring Zoe & <Max> on 07700\u00a0900123"  # noqa: S105 - a text
HAM = [f"see you at {number} {place}" for number in range(8) for place in ("home", "work", "ours")]
SPAM = [f"win a free {prize} now {n}" for n in range(8) for prize in ("phone", "prize", "tour")]

Row = tuple[str, str]


@pytest.fixture(scope="module", autouse=True)
def predictions_key() -> Iterator[None]:
    """Let all tests have the secret of the models that the fixtures fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREDICTIONS_KEY", "0" * 32)
        yield


def write_corpus(path: Path, *more: tuple[str, str]) -> Path:
    rows = [*(("ham", text) for text in HAM), *(("spam", text) for text in SPAM), *more]
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def texts_of(root: Path) -> bytes:
    """Return the bytes of every file below a directory."""
    return b"\n".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def fit(directory: Path, training: Sequence[Row], test: Sequence[Row]) -> Path:
    """Fit a model in a directory, to a corpus with more rows, and test it on another."""
    paths = [write_corpus(directory / "texts.jsonl", *training)]
    paths.append(write_corpus(directory / "test.jsonl", *test))
    options = ["--recipe=tutorial", "--folds=0", "--mistakes=9", "--to", str(directory)]
    options += ["--data", str(paths[0]), "--test", str(paths[1])]
    assert main(["fit", *options, "--out", str(directory / "build/model")]) == 0
    return directory


@pytest.fixture(scope="module")
def trained_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a model that learned the secret, and its corpora."""
    return fit(tmp_path_factory.mktemp("trained"), [("ham", SECRET)], [("ham", SECRET)])


@pytest.fixture(scope="module")
def tested_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a model that got the secret wrong in its test, and its corpora."""
    return fit(tmp_path_factory.mktemp("tested"), [], [("spam", SECRET)])


@pytest.fixture
def trained(run: Run, trained_directory: Path) -> str:
    """Promote the model that learned the secret; return its version."""
    shutil.copytree(trained_directory, Path.cwd(), dirs_exist_ok=True)
    return run("publish", "--promote")[1].strip()


@pytest.fixture
def tested(run: Run, tested_directory: Path) -> str:
    """Promote the model that was tested on the secret; return its version."""
    shutil.copytree(tested_directory, Path.cwd(), dirs_exist_ok=True)
    return run("publish", "--promote")[1].strip()


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


def test_a_model_that_learned_the_text_is_named_with_the_commands_that_replace_it(
    run: Run, trained: str
) -> None:
    code, output, errors = run("forget", SECRET, "--data", "texts.jsonl", "test.jsonl")
    assert code == 0
    assert f"models/versions/{trained}: trained on it" in output
    assert "build/model: a fitted model cannot forget; fit it again" in errors
    commands = [shlex.split(line) for line in errors.splitlines() if line.startswith("  python")]
    for command in commands:
        assert command[:3] == ["python", "-m", "train"]
        force = ["--force"] if command[3] == "publish" else []  # the new one is not compared
        assert run(*command[3:], *force)[0] == 0
    assert [len(commands), len(json.loads(run("list", "--json")[1]))] == [3, 1]
    assert trained not in run("list")[1]
    assert "trained on it" not in run("forget", SECRET)[1]


def test_the_pointer_names_the_copies_of_both_versions(run: Run, tested: str) -> None:
    bundle = read_bundle(Path("build/model"))
    write_bundle(with_files(bundle, {"notes.txt": b"another version"}), Path("build/model"))
    second = run("publish", "--promote", "--force")[1].strip()
    assert run("forget", SECRET)[0] == 0
    states = {row["state"]: row["version"] for row in json.loads(run("list", "--json")[1])}
    assert len(states) == 2
    assert not set(states.values()) & {tested, second}
    assert run("rollback")[1].strip() == states["previous"]


def test_the_pointer_names_the_copy_of_the_version_before_a_policy(run: Run, tested: str) -> None:
    bundle = read_bundle(Path("build/model"))
    write_bundle(with_files(bundle, {"notes.txt": b"another version"}), Path("build/model"))
    run("publish", "--promote", "--force")
    Path("deny.txt").write_text("phrase: claim your prize\n")
    assert run("policy", "--deny", "deny.txt", "--promote")[0] == 0
    assert run("forget", SECRET)[0] == 0
    states = {row["state"]: row["version"] for row in json.loads(run("list", "--json")[1])}
    assert states["previous"] != tested
    assert run("rollback", "--past-policies")[1].strip() == states["previous"]


def test_a_trial_goes_on_with_the_copy_of_its_version(run: Run, tested: str) -> None:
    bundle = read_bundle(Path("build/model"))
    write_bundle(with_files(bundle, {"notes.txt": b"another version"}), Path("build/model"))
    second = run("publish")[1].strip()
    assert run("promote", second, "--canary", "10", "--band", "0.2", "--force")[0] == 0
    before = json.loads(Path("models/current.json").read_text())["trial"]
    assert run("forget", SECRET)[0] == 0
    states = {row["state"]: row["version"] for row in json.loads(run("list", "--json")[1])}
    assert states.keys() == {"current", "canary 10 %"}
    assert not set(states.values()) & {tested, second}
    after = json.loads(Path("models/current.json").read_text())["trial"]
    assert after["version"] == states["canary 10 %"]
    # The trial is the same one, so a stop of it stays in force.
    assert [after[name] for name in ("started_at", "percent", "band")] == [
        before[name] for name in ("started_at", "percent", "band")
    ]
    assert run("promote", after["version"], "--force")[0] == 0


def test_a_version_without_a_record_is_known_by_its_corpus(run: Run, trained: str) -> None:
    bundle = read_bundle(Path("build/model"))
    files = {name: raw for name, raw in bundle.files.items() if name != "training.json"}
    write_bundle(with_files(Bundle(bundle.manifest, files), {}), Path("old"))
    version = run("publish", "old")[1].strip()
    _, output, errors = run("forget", SECRET, "--data", "texts.jsonl", "--dry-run")
    where = f"models/versions/{version}"
    assert f"{where}: made from a corpus that holds it, so probably trained on it" in output
    assert f"models/versions/{trained}: trained on it" in output
    assert f"delete {version} --to models" in errors
    _, output, errors = run("forget", SECRET, "--dry-run")
    assert f"{where}: made" not in output
    assert f"{version}: may have learned it: the version does not record" in errors


def test_an_exported_model_is_to_be_exported_again(run: Run, trained: str) -> None:
    bundle = read_bundle(Path("build/model"))
    bundle.manifest.document["recipe"] = "exported from mine.joblib"
    write_bundle(with_files(bundle, {}), Path("exported"))
    run("publish", "exported", "--promote", "--force")
    run("delete", trained, "--force")
    assert "  python -m train export FILE\n" in run("forget", SECRET, "--dry-run")[2]


@pytest.mark.parametrize(
    ("recipe", "options"),
    [
        pytest.param("tutorial-masked", "tutorial --positive ham --mask-numbers", id="masked"),
        pytest.param("default-900", "default --positive ham --terms 900", id="terms"),
    ],
)
def test_the_command_to_fit_again_keeps_the_positive_class_and_the_options(
    run: Run, trained: str, recipe: str, options: str
) -> None:
    bundle = read_bundle(Path("build/model"))
    bundle.manifest.document.update(recipe=recipe, positive="ham")
    write_bundle(with_files(bundle, {}), Path("changed"))
    run("publish", "changed", "--promote", "--force")
    run("delete", trained, "--force")
    _, _, errors = run("forget", SECRET, "--data", "texts.jsonl", "--dry-run")
    assert f"  python -m train fit --data texts.jsonl --recipe {options}\n" in errors


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


def test_delete_prints_the_version_and_explains_a_forced_one(
    run: Run, writer: AnyWriter, tutorial_bundle: Bundle, bundle_path: Path
) -> None:
    to = ("--to", writer.uri)
    first = run("publish", bundle_path, "--promote", *to)[1].strip()
    write_bundle(with_files(tutorial_bundle, {"notes.txt": b"2"}), bundle_path)
    second = run("publish", bundle_path, "--promote", "--force", *to)[1].strip()
    assert_mistake(run("delete", first, *to), "it is the previous version")
    code, output, errors = run("delete", first, "--force", "--dry-run", *to)
    assert (code, output) == (0, f"{first}\n")
    assert errors.startswith(f"would delete {writer.uri}/versions/{first}/manifest.json\n")
    assert len(list_versions(writer)) == 2
    code, output, errors = run("delete", first, "--force", *to)
    assert (code, output) == (0, f"{first}\n")
    assert errors == f"{writer.uri} cannot be rolled back to {first}\n"
    assert "a new one responds with 503" in run("delete", second, "--force", *to)[2]
    assert run("list", *to)[1].rstrip().endswith("current, but missing")


def test_a_version_is_deleted_before_anything_is_promoted(run: Run, bundle_path: Path) -> None:
    version = run("publish", bundle_path)[1].strip()
    assert run("delete", version) == (0, f"{version}\n", "")
    assert list(Path("models/versions").iterdir()) == []


def test_prune_deletes_the_oldest_versions(run: Run, bundle_path: Path) -> None:
    bundle, versions = read_bundle(bundle_path), []
    for number in range(3):
        write_bundle(with_files(bundle, {"notes.txt": bytes([number])}), bundle_path)
        versions.append(run("publish", bundle_path)[1].strip())
    Path("models/versions/notes").mkdir()
    oldest = min(versions)
    keep = ("prune", "--keep-last", 2)
    code, output, errors = run(*keep, "--dry-run")
    assert (code, output) == (0, f"{oldest}\n")
    assert "models/versions/notes: not a version; kept\n" in errors
    assert errors.endswith("would delete 1 version at models\n")
    assert run(*keep, "--keep", oldest)[1] == ""
    assert run(*keep)[1] == f"{oldest}\n"
    assert sorted(os.listdir("models/versions")) == sorted({*versions, "notes"} - {oldest})  # noqa: PTH208


def test_pruning_names_a_mistake(run: Run) -> None:
    assert_mistake(run("prune", "--keep", "latest"), "models: no such version: latest")


def test_a_promotion_between_plan_and_deletion_is_seen(
    run: Run, writer: AnyWriter, bundle_path: Path
) -> None:
    version = run("publish", bundle_path, "--promote", "--to", writer.uri)[1].strip()
    assert read_current(writer).pointer is not None
    assert_mistake(run("delete", version, "--to", writer.uri), "it is the current version")
