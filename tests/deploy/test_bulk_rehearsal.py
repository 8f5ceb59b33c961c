"""Run docs/bulk.md in an emulated account (`make rehearsal`), and kill functions in mid-part.

BULK_TEXTS sets how many texts the job has whose functions are killed. Every part of every job is
read, and every row compared with the label of the model that was published.
"""

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from deploy.bulk_scoring.locations import BulkLocations, locations
from deploy.bulk_scoring.names import BulkNames
from emulation.servers import ROOT, emulated_aws
from tests.support.bulk_jobs import BulkFile, check_job, comma_separated, json_lines
from tests.support.killed_functions import KILLS, Killer
from tests.support.rehearsal import RESOURCES, Rehearsal
from tests.support.shell import Shell, assert_shown, commands
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter, S3Writer

DOCUMENT = (ROOT / "docs" / "bulk.md").read_text("utf-8")
SCORING, REMOVING = (commands(part) for part in DOCUMENT.split("## Removing it"))
TEXTS = int(os.environ.get("BULK_TEXTS") or 5000)
LONGEST_SECONDS = 0.1 if TEXTS < 100_000 else 5.0
"""How long after its begin a part is killed at the latest."""
BUCKETS = ("my-models", "my-texts", "my-labels")
BULK = BulkLocations(
    locations(["s3://my-models/inbox/", "s3://my-texts/"]),
    locations(["s3://my-models/outbox/", "s3://my-labels/"]),
)
NAMES = BulkNames(RESOURCES.function, "aws", "us-east-1", "123456789012")
Labels = Callable[[str], object]


@pytest.fixture(scope="module")
def labels(published: DirectoryWriter) -> Labels:
    loaded = ModelLoader(read_settings({"MODEL_URI": str(published.uri)})).fetch(None)
    assert loaded is not None
    return loaded.model.predict


@pytest.fixture(scope="module")
def files() -> dict[str, BulkFile]:
    return {
        "texts.jsonl": json_lines("texts.jsonl", 1000),
        "mails.csv": comma_separated("mails.csv", 400, "body"),
    }


@pytest.fixture(scope="module")
def rehearsal(
    tmp_path_factory: pytest.TempPathFactory,
    warm_programs: Path,
    default_bundle: Bundle,
    files: dict[str, BulkFile],
) -> Iterator[Rehearsal]:
    directory = tmp_path_factory.mktemp("bulk") / "project"
    resources = replace(RESOURCES, bulk=BULK)
    with emulated_aws() as aws, Rehearsal(directory, aws, warm_programs, resources) as rehearsal:
        s3 = rehearsal.client("s3")
        for bucket in BUCKETS:
            s3.create_bucket(Bucket=bucket)
        writer = S3Writer(s3, RESOURCES.bucket, RESOURCES.prefix)
        promote(publish(default_bundle, writer), writer)
        for name, file in files.items():
            s3.put_object(Bucket="my-texts", Key=name, Body=file.raw)
        yield rehearsal


@pytest.fixture(scope="module")
def scorer(rehearsal: Rehearsal) -> Shell:
    shell = rehearsal.shell(rehearsal.scorer)
    shell.run(". .venv/bin/activate")
    return shell


def read_job(rehearsal: Rehearsal, bucket: str, prefix: str) -> tuple[Any, Callable[[str], bytes]]:
    """Return a job's manifest, and a function that reads an object of its output."""
    s3 = rehearsal.client("s3")

    def read(key: str) -> bytes:
        raw: bytes = s3.get_object(Bucket=bucket, Key=prefix + key)["Body"].read()
        return raw

    return json.loads(read("manifest.json")), read


@pytest.mark.parametrize(("command", "shown"), SCORING)
def test_each_command_prints_the_output_below_it(
    rehearsal: Rehearsal, scorer: Shell, command: str, shown: str
) -> None:
    run = scorer.run if command.startswith("python -m deploy bulk") else rehearsal.run
    assert_shown(run(command), shown)


def test_the_jobs_of_the_document_hold_each_row_once(
    rehearsal: Rehearsal, files: dict[str, BulkFile], labels: Labels
) -> None:
    manifest, read = read_job(rehearsal, "my-labels", "monday/")
    check_job(manifest, read, [files["texts.jsonl"]], labels)
    manifest, read = read_job(rehearsal, "my-labels", "mails/")
    check_job(manifest, read, [files["mails.csv"]], labels, kept="id")
    first = json.loads(gzip.decompress(read("part-00000.jsonl.gz")).splitlines()[0])
    assert sum(first["probabilities"].values()) == pytest.approx(1)


def test_killed_functions_are_called_again_and_no_row_is_lost(
    rehearsal: Rehearsal, scorer: Shell, labels: Labels
) -> None:
    many = [
        json_lines("a.jsonl", TEXTS * 4 // 5),
        comma_separated("b/b.csv", TEXTS - TEXTS * 4 // 5),
    ]
    s3 = rehearsal.client("s3")
    for name, file in zip(("a.jsonl", "b/b.csv"), many, strict=True):
        s3.put_object(Bucket="my-texts", Key=f"many/{name}", Body=file.raw)
    size = "--part-bytes 65536" if TEXTS < 100_000 else ""
    started = time.monotonic()
    with Killer(rehearsal, NAMES.function, LONGEST_SECONDS) as killer:
        printed = scorer.run(
            f"python -m deploy bulk s3://my-texts/many/ s3://my-labels/many/ --stage prod"
            f" --concurrency 2 --keep id {size} 2>&1"
        )
    seconds = time.monotonic() - started
    assert printed.endswith("s3://my-labels/many/manifest.json\n")
    assert len(killer.killed) == KILLS
    manifest, read = read_job(rehearsal, "my-labels", "many/")
    check_job(manifest, read, many, labels, kept="id")
    calls = json.loads(rehearsal.fetch(f"/received/invocations/{NAMES.function}"))
    print(f"\n{TEXTS:,} texts in {len(manifest['parts'])} parts: {seconds:.0f} s, {calls} calls")


def test_a_part_that_cannot_be_read_says_why(rehearsal: Rehearsal, scorer: Shell) -> None:
    """The plan looks at the first MiB of a packed file, which is whole."""
    packed = gzip.compress(
        b"".join(b'"%s"\n' % os.urandom(9000).hex().encode() for _ in range(120))
    )
    s3 = rehearsal.client("s3")
    s3.put_object(Bucket="my-texts", Key="damaged/a.jsonl.gz", Body=packed[:-100])
    s3.put_object(Bucket="my-texts", Key="damaged/b.jsonl", Body=b'"see you"')
    printed = scorer.run(
        "python -m deploy bulk s3://my-texts/damaged/ s3://my-labels/damaged/ --stage prod 2>&1"
        " || test $? -eq 3"
    )
    reason = "1 of them: s3://my-texts/damaged/a.jsonl.gz: expected a whole gzip file"
    assert "incomplete: 1 of 2 parts are missing" in printed
    assert reason in printed
    assert printed.splitlines()[-2].endswith("; fix this and choose another output")


def test_a_finished_job_is_not_scored_again(rehearsal: Rehearsal, scorer: Shell) -> None:
    s3 = rehearsal.client("s3")

    def tags() -> dict[str, str]:
        found = s3.list_objects_v2(Bucket="my-labels", Prefix="many/")["Contents"]
        return {each["Key"]: each["LastModified"] for each in found}

    before = {key: at for key, at in tags().items() if not key.endswith("items.json")}
    size = "--part-bytes 65536" if TEXTS < 100_000 else ""
    scorer.run(
        f"python -m deploy bulk s3://my-texts/many/ s3://my-labels/many/ --stage prod"
        f" --concurrency 2 --keep id {size}"
    )
    assert {key: at for key, at in tags().items() if not key.endswith("items.json")} == before


def test_a_file_in_the_inbox_is_scored_by_itself(rehearsal: Rehearsal, labels: Labels) -> None:
    file = comma_separated("more texts.csv", 60)
    s3 = rehearsal.client("s3")
    put = s3.put_object(Bucket="my-models", Key="inbox/a/more texts.csv", Body=file.raw)
    output = f"outbox/a/more texts.csv/{json.loads(put['ETag'])}/"
    deadline = time.monotonic() + 60
    while not s3.list_objects_v2(Bucket="my-models", Prefix=f"{output}manifest.json")["KeyCount"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    manifest, read = read_job(rehearsal, "my-models", output)
    check_job(manifest, read, [file], labels)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("s3://my-texts/none.jsonl s3://my-labels/a/", "s3://my-texts/none.jsonl: no such object"),
        ("s3://my-texts/none/ s3://my-labels/a/", "no object has this prefix"),
        ("s3://others/a.jsonl s3://my-labels/a/", "READ='s3://my-models/inbox/ s3://my-texts/ s3"),
        (
            "s3://my-texts/texts.jsonl s3://my-models/prod/",
            "may not write to s3://my-models/prod/: the stage",
        ),
        ("s3://my-texts/texts.jsonl s3://my-labels/mails/", "s3://my-labels/mails/ belongs to the"),
        ("s3://my-texts/ s3://my-labels/all/", "s3://my-texts/mails.csv: found no column 'text'"),
    ],
)
def test_a_mistake_is_one_line_and_starts_nothing_that_scores(
    scorer: Shell, arguments: str, message: str
) -> None:
    command = f"python -m deploy bulk {arguments} --stage prod"
    printed = scorer.run(f"{command} || test $? -eq 2")
    lines = [line for line in printed.splitlines() if not line.startswith("execution")]
    assert len(lines) == 1
    assert message in lines[0]


@pytest.mark.parametrize(("command", "shown"), REMOVING)
def test_each_removal_prints_the_output_below_it(
    rehearsal: Rehearsal, command: str, shown: str
) -> None:
    assert_shown(rehearsal.run(command), shown)


def test_only_the_service_and_the_files_remain(rehearsal: Rehearsal) -> None:
    assert rehearsal.client("stepfunctions").list_state_machines()["stateMachines"] == []
    assert rehearsal.client("events").list_rules()["Rules"] == []
    functions = rehearsal.client("lambda").list_functions()["Functions"]
    assert [each["FunctionName"] for each in functions] == [RESOURCES.function]
    assert "BULK" not in functions[0]["Environment"]["Variables"]
    [role] = rehearsal.client("iam").list_roles()["Roles"]
    assert role["RoleName"] == f"{RESOURCES.function}-api_handler"
    [group] = rehearsal.client("logs").describe_log_groups()["logGroups"]
    assert group["logGroupName"] == f"/aws/lambda/{RESOURCES.function}"
    assert rehearsal.client("sqs").list_queues().get("QueueUrls", []) == []
