"""`--to` names the store that is written or compared with, `--from` the one that is read."""

from pathlib import Path

import pytest

from tests.support.commands import Run

READING = ["list", "show", "verify VERSION", "compare VERSION VERSION", "predict hello"]
WRITING = ["publish", "promote V", "rollback", "prune", "delete V", "forget V"]
COMPARING = ["fit --data c.csv", "export p.joblib"]


@pytest.fixture
def version(run: Run, bundle_path: Path) -> str:
    return run("publish", bundle_path, "--promote", "--to", "store")[1].strip()


@pytest.mark.parametrize("command", READING)
def test_a_command_that_reads_takes_both_names(run: Run, version: str, command: str) -> None:
    arguments = command.replace("VERSION", version).split()
    results = [run(*arguments, option, "store") for option in ("--from", "--to")]
    assert results[0] == results[1]
    assert results[0][0] == 0
    assert run(*arguments, "--from", "empty") != results[0]


@pytest.mark.parametrize("command", [*WRITING, *COMPARING])
def test_a_command_that_writes_or_compares_takes_only_to(
    run: Run, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*command.split(), "--from", "store")
    assert ended.value.code == 2
    assert "unrecognized arguments: --from" in capsys.readouterr().err


def test_two_stores_are_refused_and_one_named_twice_is_not(
    run: Run, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert version in run("list", "--from", "store", "--to", "store")[1]
    with pytest.raises(SystemExit) as ended:
        run("list", "--from", "store", "--to", "other")
    assert ended.value.code == 2
    assert "found the stores 'store' and 'other'; expected one" in capsys.readouterr().err
