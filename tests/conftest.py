"""What several tests share: one small corpus, models fitted to it once, a store, S3 on loopback."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import boto3
import pytest

from chalicelib.store.s3_config import BOTO3_ONLY_VARIABLES
from emulation.s3.server import FaultyS3
from emulation.servers import free_port, running
from tests.support.commands import Run, runner
from tests.support.computed_once import computed_once
from tests.support.moto import ask_moto
from tests.support.parity import LABELS, THIRD, TRAINING
from tests.support.stores import BUCKET, AnyWriter, promote, publish
from tests.support.warm_python import programs
from train.__main__ import main
from train.corpus.collecting import Reading
from train.corpus.first_corpus import SAMPLE, SMS
from train.corpus.reader import Corpus, read_corpus
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.bundle import Bundle, write_bundle
from train.registry.writable_store import DirectoryWriter, open_writer


@pytest.fixture(scope="session")
def sample() -> Corpus:
    """Return the embedded corpus."""
    return read_corpus([SAMPLE])


@pytest.fixture(scope="session")
def small() -> Corpus:
    """Return a few texts, each four times, so that whichever is held out is trained on too."""
    return Corpus(TRAINING * 4, LABELS * 4, "0" * 64)


@pytest.fixture(scope="session")
def sms() -> Corpus:
    """Return the SMS Spam Collection, where `SMS_SPAM_CSV` names a copy of it."""
    path = os.environ.get("SMS_SPAM_CSV")
    if not path:
        pytest.skip("SMS_SPAM_CSV does not name the SMS Spam Collection's spam.csv")
    # As the tutorial reads it; the published figures are of these texts.
    corpus = read_corpus([Path(path)], reading=Reading(encoding="latin-1"))
    assert corpus.sha256 == SMS.files[0].sha256
    return corpus


@pytest.fixture(scope="session")
def tutorial_bundle(small: Corpus) -> Bundle:
    """Return the tutorial's recipe fitted to the small corpus."""
    return fit(RECIPES["tutorial"], small).bundle()


@pytest.fixture(scope="session")
def default_bundle(small: Corpus) -> Bundle:
    """Return the default recipe fitted to the small corpus."""
    return fit(RECIPES["default"], small).bundle()


@pytest.fixture(scope="session")
def three_class_bundle() -> Bundle:
    """Return a model that knows a third class."""
    return fit(RECIPES["tutorial"], Corpus(TRAINING * 4, THIRD * 4, "0" * 64)).bundle()


@pytest.fixture(scope="session")
def published(default_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> DirectoryWriter:
    """Return a store, not to be written to, with the default recipe's model promoted."""
    store = DirectoryWriter(tmp_path_factory.mktemp("published"))
    promote(publish(default_bundle, store), store)
    return store


@pytest.fixture
def load_app(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Return a function that imports app.py afresh under the given environment variables."""

    def load(**environ: str) -> ModuleType:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delitem(sys.modules, "app", raising=False)
        return importlib.import_module("app")

    return load


@pytest.fixture
def app_module(load_app: Callable[..., ModuleType], published: DirectoryWriter) -> ModuleType:
    """Return app.py over the published model, for texts of at most 2,000 bytes."""
    return load_app(MODEL_URI=published.uri, MAX_TEXT_BYTES="2000")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a function that runs a command in an empty directory: (code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODEL_URI", raising=False)

    return runner(main, capsys)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    rows = zip(LABELS, TRAINING, strict=True)
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows] * 3
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def bundle_path(tutorial_bundle: Bundle, tmp_path: Path) -> Path:
    write_bundle(tutorial_bundle, tmp_path / "bundle")
    return tmp_path / "bundle"


@pytest.fixture(scope="session", autouse=True)
def quick_packages() -> Iterator[None]:
    """Let installed packages compute once what they compute again and again."""
    with computed_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_disk() -> Iterator[None]:
    """Wait for no disk: what a test writes need not survive a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """Start the emulated AWS in a process of its own; yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "emulation.aws", str(port)]
    with running(command, f"{url}/moto-api/"):
        yield url


@pytest.fixture(scope="session")
def warm_programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with the environment's programs, whose Python starts quickly."""
    with programs(tmp_path_factory.mktemp("warm")) as folder:
        yield folder


@pytest.fixture
def s3(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Point boto3 at an S3 that holds one empty bucket; yield a store's URI in it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    ask_moto(f"{s3_endpoint}/moto-api/reset")
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield f"s3://{BUCKET}/spam"
    client.close()


@pytest.fixture(params=["directory", "s3"])
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> AnyWriter:
    """Return an empty store, once in a directory and once on S3."""
    if request.param == "directory":
        return open_writer(str(tmp_path / "models"))
    return open_writer(request.getfixturevalue("s3"))


@pytest.fixture
def faulty_s3() -> Iterator[FaultyS3]:
    """Return an S3 on loopback that misbehaves on demand, and holds nothing yet."""
    bucket = FaultyS3()
    yield bucket
    bucket.stop()


@pytest.fixture(params=["direct", "boto3"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let S3 be read without boto3, as in Lambda, and by it."""
    for name in BOTO3_ONLY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    if request.param == "boto3":
        monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")
    return str(request.param)


@pytest.fixture
def no_permissions(s3: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let boto3 act as a user without any permission, and let moto enforce it."""
    del s3
    iam = boto3.client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    iam.close()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"0")
    yield
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")


@pytest.fixture
def no_credentials(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let boto3 find no credentials anywhere."""
    del s3
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
