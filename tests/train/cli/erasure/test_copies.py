"""`forget` puts a copy without the text in the place of a version."""

import json
from pathlib import Path

from tests.support.commands import Run
from tests.support.forgotten import SECRET
from train.registry.bundle import read_bundle, with_files, write_bundle


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
