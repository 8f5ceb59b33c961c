"""`forget` names the commands that replace a model that learned the text."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.forgotten import SECRET, fit
from train.registry.bundle import Bundle, read_bundle, with_files, write_bundle


@pytest.fixture(scope="module")
def trained_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a model that learned the secret, and its corpora."""
    return fit(tmp_path_factory.mktemp("trained"), [("ham", SECRET)], [("ham", SECRET)])


@pytest.fixture
def trained(run: Run, trained_directory: Path) -> str:
    """Promote the model that learned the secret; return its version."""
    shutil.copytree(trained_directory, Path.cwd(), dirs_exist_ok=True)
    return run("publish", "--promote")[1].strip()


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
