"""Commands that need no scikit-learn start without it, and without numpy and scipy."""

import os
import subprocess
import sys
from pathlib import Path

from emulation.servers import ROOT
from tests.support.predicted import TEN, carrying, predicted
from train.evaluation.predictions import write_predictions
from train.registry.bundle import Bundle, write_bundle

RUN_AND_LIST_MODULES = """
import sys
from deploy.__main__ import main as deploy
from train.__main__ import main

def run(command, expected, *arguments):
    try:
        code = command(arguments)
    except SystemExit as exc:
        code = exc.code
    heavy = {"numpy", "scipy", "sklearn", "joblib", "pandas", "matplotlib"} & set(sys.modules)
    assert not heavy, (arguments, heavy)
    assert code == expected, arguments

for name in ("fit", "evaluate", "export", "doctor", "learn", "forget", "drift", "policy"):
    run(main, 0, name, "--help")
run(main, 0, "--help")
run(deploy, 0, "--help")
run(main, 0, "corpus", "--out", "texts.csv")
run(main, 0, "publish", "first", "--to", "models", "--promote")
run(main, 0, "publish", "second", "--to", "models", "--promote")  # compares the two
run(main, 0, "rollback", "--to", "models")
run(main, 0, "list", "--to", "models")
run(main, 0, "show", "--to", "models")
run(main, 0, "promote", sys.argv[1], "--to", "models", "--force")
run(main, 0, "verify", sys.argv[1], "--to", "models")
run(main, 0, "predict", "--to", "models", "texts.csv")
run(main, 0, "prune", "--to", "models")
run(main, 0, "delete", sys.argv[2], "--to", "models", "--force")
"""


def test_these_commands_import_no_numpy(tutorial_bundle: Bundle, tmp_path: Path) -> None:
    versions = []
    for name, right in (("first", TEN), ("second", TEN[:-1])):
        bundle = carrying(tutorial_bundle, write_predictions(predicted(right)))
        write_bundle(bundle, tmp_path / name)
        versions.append(bundle.manifest.version)
    (tmp_path / "texts.csv").write_text("text\nfree entry\nsee you at noon\n")
    found = subprocess.run(  # noqa: S603 - this interpreter, code of this project
        [sys.executable, "-c", RUN_AND_LIST_MODULES, versions[1], versions[0]],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
