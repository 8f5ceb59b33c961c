"""docs/learning.md: its commands print the output below them, from the first report to erasure."""

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.reports.names import KEY_FILE, find_or_make_names
from chalicelib.text_key import text_key
from emulation.servers import ROOT, free_port, running
from tests.support.shell import Shell, assert_shown, commands
from train.corpus.first_corpus import SAMPLE
from train.evaluation.predictions import keyed_text
from train.registry.published_version import list_versions
from train.registry.training_record import read_training_record
from train.registry.writable_store import StoreWriter, open_writer

DOCUMENT = (ROOT / "docs" / "learning.md").read_text("utf-8")
SHOWN = commands(DOCUMENT)
SERVICE = "http://127.0.0.1:8000"
VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")
CHANGING = re.compile(
    r"\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b|\b\d{8}T\d{6}Z\b(?!-)|\b\d{4}-\d\d-\d\d\b"
)
FORGOTTEN = re.findall(r"train forget '(.*?)'", DOCUMENT)[0]
RESPONSES = [shown for command, shown in SHOWN if "/spamorham" in command]

REPORTS = [
    "Hello mum, I dropped my phone in the sink. This is the new number, I need money for the rent",
    "Hi dad, my phone is in the sink and broken, this is my new number, lend me money for a bill",
    "Mum, my old phone fell in the bath. Write to this new number, and lend me money for the rent",
    "Hi mum it is me, new number, the old phone fell in the sink. Can you lend me money for rent",
    "Dad, this is my new number, my phone fell in a lake. Can you lend me money for the rent today",
]
RECENT = [
    "The garden club meets at six, bring a spade and some string",
    "I left the keys under the blue pot, feed the cat before you go",
    "Grandma's soup needs two more carrots, can you buy some",
    "The choir sings on Sunday, we need you in the second row",
    "My train is late again, start without me and save me a seat",
    "The shed door is stuck, bring the oil when you come over",
]
ATTACKS, ATTACKERS = 120, 30


def prepare(directory: Path) -> None:
    """Write the files that the page's commands read, and a key that makes each run the same."""
    (directory / "train").mkdir()
    shutil.copy(SAMPLE, directory / "train" / "sample.csv")
    rows = [*csv.reader(SAMPLE.read_text("utf-8").splitlines())]
    ham = [text for label, text, *_ in rows[1501:] if label == "ham"][:ATTACKS]
    _write(directory / "reports.jsonl", REPORTS, "user {}", range(2, 7))
    _write(directory / "attack.jsonl", ham, "rival {}", [at % ATTACKERS for at in range(ATTACKS)])
    (directory / "recent.csv").write_text("text\n" + "".join(f'"{text}"\n' for text in RECENT))
    store = open_writer(str(directory / "models"))
    find_or_make_names(store, datetime.now(UTC))
    made = json.loads(store.read(KEY_FILE, 1000)) | {"key": "0" * 64}
    (directory / "models" / KEY_FILE).write_text(json.dumps(made))


def _write(path: Path, texts: list[str], reporter: str, numbers: Iterable[int]) -> None:
    lines = [
        json.dumps({"text": text, "label": "spam", "reporter": reporter.format(number)})
        for text, number in zip(texts, numbers, strict=True)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


class Page:
    """Runs the page's commands in one shell, with the server that one of them starts."""

    def __init__(self, directory: Path, shell: Shell) -> None:
        self.directory, self.shell = directory, shell
        self.port = free_port()
        self.versions: dict[str, str] = {}

    def server(self) -> running:
        """Return the service, as `make run` starts it."""
        store = str(self.directory / "models")
        command = [sys.executable, "-m", "deploy", "serve", "--port", str(self.port)]
        environ = {"MODEL_URI": store, "REPORTS_URI": store, "MODEL_REFRESH_SECONDS": "1"}
        return running(command, f"http://127.0.0.1:{self.port}/health", **environ)

    def run(self, command: str) -> str:
        """Return what a command prints; its versions are those of this run."""
        command = VERSION.sub(lambda match: self.versions[match[0]], command)
        # In braces, because the shell gives each command an empty standard input.
        command = f"{{ {command.replace(SERVICE, f'http://127.0.0.1:{self.port}')}\n}}"
        return self.shell.run(command)

    def check(self, printed: str, shown: str) -> None:
        """Compare what a command printed with the page, and note the names of new versions."""
        found, named = VERSION.findall(printed), VERSION.findall(shown)
        self.versions |= dict(zip(named, found, strict=True))
        assert_shown(CHANGING.sub("#", printed), CHANGING.sub("#", shown))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Iterator[Page]:
    directory = tmp_path_factory.mktemp("learning")
    prepare(directory)
    path = f"{warm_programs}:/usr/bin:/bin"
    with Shell(directory, PATH=path, PYTHONPATH=str(ROOT), PYTHONUNBUFFERED="1") as shell:
        yield Page(directory, shell)


def test_each_command_prints_the_output_below_it(page: Page) -> None:
    start = next(at for at, (command, _) in enumerate(SHOWN) if command.endswith("&"))
    for command, shown in SHOWN[:start]:
        page.check(page.run(command), shown)
    with page.server():
        for command, shown in SHOWN[start + 1 :]:
            page.check(page.run(command), shown)
    assert RESPONSES == ['["ham"]\n', '["spam"]\n']
    assert_no_trace(open_writer(str(page.directory / "models")), page.directory)


def assert_no_trace(store: StoreWriter, directory: Path) -> None:
    """Assert that no file of the store holds the text, its key, or that a model learned from it."""
    files = [path for path in directory.joinpath("models").rglob("*") if path.is_file()]
    assert files
    secret = (directory / ".predictions-key").read_bytes().strip()
    traces = (FORGOTTEN.encode(), text_key(FORGOTTEN).encode())
    assert [path for path in files if any(trace in path.read_bytes() for trace in traces)] == []
    for published in list_versions(store):
        raw = store.read(f"versions/{published.version}/training.json", 2**24)
        assert not read_training_record(raw).holds(keyed_text(text_key(FORGOTTEN), secret))
