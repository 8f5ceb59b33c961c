"""The publisher's key hides the texts of predictions.json and keeps versions comparable."""

from pathlib import Path

import pytest

from chalicelib.registry.fetch import fetch_manifest
from tests.support.commands import Run
from train.errors import InputError
from train.evaluation.comparison import compare
from train.evaluation.predictions import Prediction, Predictions, keyed, secret_id, text_key
from train.registry.predictions_key import KEY_FILE, VARIABLE, find_key, find_or_make_key
from train.registry.stored_predictions import fetch_predictions, with_plain_keys, with_same_keys
from train.registry.writable_store import DirectoryWriter

ONE, OTHER = b"1" * 32, b"2" * 32
FIT = ("fit", "--recipe", "tutorial", "--to", "store", "--data")
PROMOTE = ("publish", "--to", "store", "--promote")
ROW = Prediction(text_key("see you"), "ham", "ham", 0.25)
PLAIN = Predictions(("ham", "spam"), (ROW,))


@pytest.fixture(autouse=True)
def empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_key_is_made_once_and_only_its_user_can_read_it() -> None:
    assert find_key({}) is None
    made = find_or_make_key({})
    assert find_or_make_key({}) == made == find_key({})
    assert len(made) >= 32
    assert KEY_FILE.stat().st_mode & 0o777 == 0o600


def test_the_environment_comes_first_and_writes_nothing() -> None:
    environ = {VARIABLE: "x" * 32}
    assert find_or_make_key(environ) == b"x" * 32
    assert not KEY_FILE.exists()


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InputError, match="PREDICTIONS_KEY has 3 characters; expected at least 32"):
        find_key({VARIABLE: "abc"})
    KEY_FILE.write_text("abc\n")
    with pytest.raises(InputError, match=r"^\.predictions-key has 3 characters; expected"):
        find_or_make_key({})


def test_a_key_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match=r"^\.predictions-key: cannot be written: No such file"):
        find_or_make_key({})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(keyed(PLAIN, ONE), keyed(PLAIN, ONE), id="both-keyed"),
        pytest.param(PLAIN, keyed(PLAIN, ONE), id="first-older"),
        pytest.param(keyed(PLAIN, ONE), PLAIN, id="second-older"),
        pytest.param(PLAIN, PLAIN, id="both-older"),
    ],
)
def test_versions_with_the_same_key_or_none_are_compared(
    first: Predictions, second: Predictions
) -> None:
    assert compare(*with_same_keys(first, second, ONE)).both_right == 1


@pytest.mark.parametrize(
    ("first", "second", "secret"),
    [
        pytest.param(keyed(PLAIN, ONE), keyed(PLAIN, OTHER), ONE, id="two-keys"),
        pytest.param(PLAIN, keyed(PLAIN, ONE), None, id="no-key-at-hand"),
        pytest.param(PLAIN, keyed(PLAIN, ONE), OTHER, id="another-key-at-hand"),
    ],
)
def test_versions_with_different_keys_are_refused(
    first: Predictions, second: Predictions, secret: bytes | None
) -> None:
    with pytest.raises(InputError, match=r"different keys .* expected the same PREDICTIONS_KEY"):
        with_same_keys(first, second, secret)


def test_stored_keys_become_those_of_known_texts() -> None:
    unknown = Prediction(text_key("other"), "spam", "spam", 0.75)
    stored = keyed(Predictions(PLAIN.classes, (ROW, unknown)), ONE)
    plain = with_plain_keys(stored, PLAIN, ONE)
    assert plain is not None
    assert plain.rows[0] == ROW
    assert plain.rows[1].key == stored.rows[1].key
    assert with_plain_keys(stored, PLAIN, OTHER) is None
    assert with_plain_keys(PLAIN, PLAIN, ONE) == PLAIN


def test_fit_keys_its_predictions_and_compares_them(run: Run, corpus: Path) -> None:
    versions = []
    for folds in (2, 3):
        code, _, errors = run(*FIT, corpus, "--folds", folds)
        assert (code, VARIABLE in errors) == (0, False)
        versions.append(run(*PROMOTE)[1].strip())
    report = Path("build/model/report.html").read_text("utf-8")
    assert "Compared with the promoted model" in report
    assert "cannot be\ncompared" not in report
    store = DirectoryWriter(Path("store"))
    found = [fetch_predictions(store, fetch_manifest(store, version)) for version in versions]
    assert [each and each.secret_id for each in found] == [secret_id(find_or_make_key({}))] * 2
    assert run("compare", *versions, "--to", "store")[0] == 0


def test_promote_and_fit_name_a_key_that_changed(run: Run, corpus: Path) -> None:
    run(*FIT, corpus, "--folds", 2)
    first = run(*PROMOTE)[1].strip()
    KEY_FILE.unlink()
    errors = run(*FIT, corpus, "--folds", 0)[2]
    assert f"not compared with {first}: its predictions have another {VARIABLE}" in errors
    code, _, errors = run(*PROMOTE)
    assert code == 2
    assert "was not promoted: the predictions of the two versions were made with diff" in errors
    assert "--force promotes it anyway" in errors
    assert run(*PROMOTE, "--force")[0] == 0
