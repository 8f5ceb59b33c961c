"""Campaign: a command that is killed loses nothing, and the next command works.

Each case kills `publish --promote`, `promote`, `rollback` or `fit` at a random moment, on a
directory or on S3, looks at what is left, and runs the same command again.
"""

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import boto3

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.killing import Moment, run_command, steps_of
from bench.campaign.models import NOW, promote, publish, recipe_bundle
from chalicelib.errors import ServiceError
from emulation.servers import emulated_aws
from train.corpus.first_corpus import SAMPLE
from train.registry.bundle import Bundle, read_bundle, write_bundle
from train.registry.pointer_moves import read_current
from train.registry.published_version import list_versions
from train.registry.versions import verify
from train.registry.writable_store import StoreWriter, open_writer

BUCKET = "killed"
S3_SHARE = 0.25
COMMANDS = ("publish", "publish", "publish", "promote", "promote", "rollback", "rollback", "fit")
"""Each as often as it is killed; `fit` takes the longest and writes only at its end."""
TEXTS = 120
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}


class Scene(NamedTuple):
    """What a command is run on: a store, and a directory with all other files."""

    store: str
    directory: Path

    def arguments(self, command: str, old: str) -> list[str]:
        """Return the arguments of a command; `old` is the version to promote."""
        to = ["--to", self.store]
        if command == "publish":
            return ["publish", str(self.directory / "bundle"), *to, "--promote", "--force"]
        if command == "promote":
            return ["promote", old, *to, "--force"]
        if command == "rollback":
            return ["rollback", *to]
        data = ["--data", str(self.directory / "texts.csv"), "--recipe", "tutorial", "--folds", "0"]
        return ["fit", *data, "--out", str(self.directory / "bundle"), *to]


class KillChecker:
    """Kills commands, each in a scene of its own."""

    def __init__(
        self, random: Callable[[int], Random], directory: Path, open_s3: Callable[[], None]
    ) -> None:
        self._random = random
        self._directory = directory
        self._open_s3 = open_s3
        hours = (timedelta(hours=number) for number in range(3))
        self._old, self._current, self._new = (
            recipe_bundle("tutorial", now=NOW + each) for each in hours
        )
        self._scenes = count()
        self._steps: dict[tuple[str, bool, bool], int] = {}

    def check(self, case: int) -> Iterator[Finding]:
        """Kill a command and yield what is wrong afterwards."""
        rng = self._random(case)
        command, on_s3 = rng.choice(COMMANDS), rng.random() < S3_SHARE
        on_store = command == "fit" or rng.random() < 0.7
        steps = self._steps_of(command, on_s3, on_store)
        moment = Moment(on_store, rng.randrange(steps))
        with self._scene(on_s3) as scene:
            arguments = scene.arguments(command, self._old.manifest.version)
            killed = run_command(arguments, scene.directory, moment)
            shown = (
                f"{command} on {'S3' if on_s3 else 'a directory'}, step {moment.step} of {steps}"
            )
            for rule, found in self._broken(scene, command, killed.code):
                yield rule, f"{shown}: {found}"

    def _broken(self, scene: Scene, command: str, code: int) -> Iterator[Finding]:
        writer = open_writer(scene.store)
        if code not in (-9, 0):
            yield "an exit code", f"{code}; expected that of SIGKILL"
        yield from _broken_store(writer, self._allowed(command))
        if command == "fit":
            yield from _broken_bundle(scene.directory / "bundle")
        arguments = scene.arguments(command, self._old.manifest.version)
        for again in (["list", "--to", scene.store], arguments):
            done = run_command(again, scene.directory)
            if done.code != 0:
                yield f"{again[0]} fails after the kill", f"exit code {done.code}: {done.output}"
        yield from _broken_store(writer, self._allowed(command))
        if command == "fit":
            read_bundle(scene.directory / "bundle")
        left = sorted(path.name for path in scene.directory.rglob("*") if _is_partial(path))
        if left:
            yield "partial files remain after the next command", ", ".join(left)

    def _allowed(self, command: str) -> set[str]:
        """Return the versions that may be promoted after a command."""
        after = {"publish": self._new, "promote": self._old, "rollback": self._old}
        bundles = (self._current, after.get(command, self._current))
        return {bundle.manifest.version for bundle in bundles}

    def _steps_of(self, command: str, on_s3: bool, on_store: bool) -> int:
        """Return how many steps a command has; it runs once to its end to count them."""
        kind = command, on_s3, on_store
        if kind not in self._steps:
            with self._scene(on_s3) as scene:
                arguments = scene.arguments(command, self._old.manifest.version)
                self._steps[kind] = steps_of(arguments, scene.directory, on_store)
        return self._steps[kind]

    @contextmanager
    def _scene(self, on_s3: bool) -> Iterator[Scene]:
        """Publish and promote two versions, one after the other, and write a third as a bundle."""
        directory = self._directory / f"scene-{os.getpid()}"
        directory.mkdir()
        store = str(directory / "store")
        if on_s3:
            self._open_s3()
            store = f"s3://{BUCKET}/{os.getpid()}-{next(self._scenes)}"
        writer = open_writer(store)
        for bundle in (self._old, self._current):
            promote(publish(bundle, writer), writer)
        write_bundle(self._new, directory / "bundle")
        (directory / "texts.csv").write_text(_some_texts())
        yield Scene(store, directory)
        shutil.rmtree(directory)


def _some_texts() -> str:
    lines = SAMPLE.read_text("utf-8").splitlines(keepends=True)
    return "".join([lines[0], *lines[1 :: len(lines) // TEXTS]])


def _broken_store(writer: StoreWriter, allowed: set[str]) -> Iterator[Finding]:
    """Yield what is wrong with a store: its pointer, or a version that is not whole."""
    try:
        pointer = read_current(writer).pointer
        listed = [each.version for each in list_versions(writer)]
        damaged = [
            f"{version}: {name}: {state}"
            for version in listed
            for name, state in verify(version, writer)
            if state != "ok"
        ]
    except ServiceError as exc:
        yield "a store that cannot be read", str(exc)[:300]
        return
    if damaged:
        yield "a damaged version", damaged[0]
    version = None if pointer is None else pointer.manifest.version
    if version not in allowed or version not in listed:
        yield "another pointer", f"{version}; expected one of {', '.join(sorted(allowed))}"


def _broken_bundle(directory: Path) -> Iterator[Finding]:
    """Yield what is wrong with a bundle: it must be whole, or refused in one line."""
    try:
        bundle: Bundle = read_bundle(directory)
        bundle.model()
    except ServiceError:
        return
    if not bundle.files:
        yield "an empty bundle", str(directory)


def _is_partial(path: Path) -> bool:
    return path.suffix in (".partial", ".tmp")


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    """Import what the commands need, so that each fork has it; return what each process enters."""
    for name in ("matplotlib.pyplot", "train.fit", "train.report.model_report"):
        importlib.import_module(name)
    return partial(_checking, plan)


@contextmanager
def _checking(plan: Plan) -> Iterator[Check]:
    """Check cases in this process, with an S3 of its own from the first case that needs one."""
    with ExitStack() as stack:
        open_s3 = cache(partial(_emulate_s3, stack))
        yield KillChecker(plan.random, plan.directory, open_s3).check


def _emulate_s3(stack: ExitStack) -> None:
    """Run an S3 with an empty bucket until the stack ends, and let boto3 use it."""
    url = stack.enter_context(emulated_aws())
    os.environ |= CREDENTIALS | {"AWS_ENDPOINT_URL": url}
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    client.close()


CAMPAIGN = Campaign(
    name="kills",
    promise="the pointer is not whole or names a version that does not verify, the next command "
    "fails or waits, partial files remain after it",
    cases=200,
    start=start,
)
