"""Run docs/doors.md in an emulated account, and the requests of other documents there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT, emulated_aws
from tests.support.rehearsal import DOOR_URL, RESOURCES, Rehearsal
from tests.support.shell import assert_shown, commands

DOCUMENT = commands((ROOT / "docs" / "doors.md").read_text("utf-8"))
SIGNED_FROM = next(place for place, (command, _) in enumerate(DOCUMENT) if "AUTH=iam" in command)
OTHERS = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("api.md", "deploy.md"))
REQUESTS = [command for command, _ in commands(OTHERS) if "curl " in command]
ADDRESS = re.compile(
    r"""'?http://127\.0\.0\.1:8000/([^ ']*)'?|"\$\(chalice url --stage prod\)([^"]*)\""""
)
REFUSED_BY_DOORS = {
    "charset=iso-8859-1": "this URL passes all text on as UTF-8; send it in UTF-8",
    "| gzip |": "expected no Content-Encoding, because this URL passes only mails on unchanged",
}
"""Parts of documented commands, and the message that a door has for them."""


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Iterator[Rehearsal]:
    directory = tmp_path_factory.mktemp("doors") / "project"
    with emulated_aws() as aws, Rehearsal(directory, aws, warm_programs) as rehearsal:
        yield rehearsal


def run(rehearsal: Rehearsal, pairs: list[tuple[str, str]]) -> None:
    for command, shown in pairs:
        assert_shown(rehearsal.run(command), shown)


def ask(rehearsal: Rehearsal, options: str) -> None:
    """Send the documented requests through the door; labels depend on the model."""
    assert len(REQUESTS) > 25
    for command in REQUESTS:
        sent = ADDRESS.sub(lambda match: f'{DOOR_URL}{match[1] or match[2] or ""}"', command)
        sent = sent.replace("curl ", f"curl {options} ", 1)
        output = rehearsal.run(f"{{ {sent}; }}")  # a pipe keeps its standard input
        assert output.strip()
        assert "Forbidden" not in output
        refused = [message for part, message in REFUSED_BY_DOORS.items() if part in command]
        documented = "http_code" in command or "unsure" in command
        reports_are_off = "report" in command and not options
        if refused or reports_are_off:
            assert (refused or ["reports are off"])[0] in output or output == "404\n"
        elif not documented:
            assert '"Code"' not in output


def test_a_function_url_responds_to_every_documented_command(rehearsal: Rehearsal) -> None:
    run(rehearsal, DOCUMENT[:SIGNED_FROM])
    function = rehearsal.client("lambda").get_function(FunctionName=RESOURCES.function)
    assert function["Concurrency"] == {"ReservedConcurrentExecutions": 20}
    ask(rehearsal, "")


def test_a_signed_http_api_responds_to_every_documented_command(rehearsal: Rehearsal) -> None:
    run(rehearsal, DOCUMENT[SIGNED_FROM:])
    ask(rehearsal, "$SIGN")


def test_a_removed_stage_leaves_no_door(rehearsal: Rehearsal) -> None:
    assert "removed HTTP API https://" in rehearsal.run("python -m deploy remove --stage prod")
    rehearsal.run("chalice delete --stage prod")
    assert rehearsal.client("apigatewayv2").get_apis()["Items"] == []
    assert rehearsal.client("lambda").list_functions()["Functions"] == []
