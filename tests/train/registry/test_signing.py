"""Private keys in PEM files and the commands that sign and check."""

import builtins
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.registry.signature import FILE_NAME, check_signed
from chalicelib.version_names import version_key
from emulation.servers import ROOT
from tests.support.commands import Run
from tests.support.signing_keys import (
    NAMES,
    public_key,
    public_pem,
    signature_of,
    write_private,
)
from tests.support.stores import AnyWriter
from train.errors import InputError
from train.registry.bundle import Bundle, write_bundle
from train.registry.signing import open_signer
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def bundle(run: Run, tutorial_bundle: Bundle) -> Bundle:
    """Write a bundle to `bundle`, and the private keys to `ed25519.pem`, `rsa.pem`, `other.pem`."""
    del run  # it changes to an empty directory
    write_bundle(tutorial_bundle, Path("bundle"))
    for name in NAMES:
        write_private(Path(f"{name}.pem"), name)
    write_private(Path("other.pem"), "rsa", 1)
    return tutorial_bundle


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that sets `MODEL_PUBLIC_KEY`."""
    return lambda value: monkeypatch.setenv("MODEL_PUBLIC_KEY", value)


@pytest.mark.parametrize("name", NAMES)
def test_a_published_version_is_signed(run: Run, bundle: Bundle, name: str) -> None:
    code, version, errors = run("publish", "bundle", "--sign", f"{name}.pem")
    key = public_key(name)
    assert (code, version.strip()) == (0, bundle.manifest.version)
    assert errors == f"published at models, signed with the key {key.id}\n"
    assert check_signed(DirectoryWriter(Path("models")), bundle.manifest, [key]).key_id == key.id


@pytest.mark.parametrize("name", NAMES)
def test_publishing_again_with_the_same_key_changes_nothing(
    run: Run, bundle: Bundle, name: str
) -> None:
    for _ in range(2):
        assert run("publish", "bundle", "--sign", f"{name}.pem")[0] == 0
    code, _, errors = run("publish", "bundle", "--sign", "other.pem")
    assert (code, errors.count("\n")) == (2, 1)
    assert f"{version_key(bundle.manifest.version, FILE_NAME)}: the store already holds" in errors


def test_a_published_version_can_be_signed_later(run: Run, bundle: Bundle) -> None:
    assert run("publish", "bundle")[2] == "published at models, unsigned\n"
    assert run("publish", "bundle", "--sign", "rsa.pem")[0] == 0
    signature_of(DirectoryWriter(Path("models")), bundle.manifest.version)


def test_a_version_that_is_signed_stays_so(run: Run, bundle: Bundle) -> None:
    del bundle
    signed = run("publish", "bundle", "--sign", "rsa.pem")[2]
    assert "signed with the key" in signed
    assert run("publish", "bundle")[2] == signed


def test_a_dry_run_writes_no_signature(run: Run, bundle: Bundle) -> None:
    del bundle
    errors = run("publish", "bundle", "--sign", "rsa.pem", "--dry-run")[2]
    assert f"{FILE_NAME}, " in errors
    assert not Path("models").exists()


def test_the_manifest_is_written_after_the_signature(run: Run, bundle: Bundle) -> None:
    del bundle
    lines = run("publish", "bundle", "--sign", "rsa.pem", "--dry-run")[2].splitlines()
    names = [line.partition(",")[0].rpartition("/")[2] for line in lines if "would write" in line]
    assert names[-2:] == [FILE_NAME, "manifest.json"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        pytest.param("none.pem", "none.pem: no such file", id="missing"),
        pytest.param(
            "awskms://alias/models",
            "awskms://alias/models: a key in AWS KMS has three slashes; expected awskms:///alias/m",
            id="two-slashes",
        ),
        pytest.param(
            "alias/models",
            "alias/models: a key in AWS KMS has three slashes; expected awskms:///alias/models",
            id="no-scheme",
        ),
        pytest.param("bundle", "bundle: Is a directory", id="directory"),
        pytest.param("public.pem", "public.pem: expected a private key in the PEM", id="public"),
        pytest.param("text.pem", "text.pem: expected a private key in the PEM", id="text"),
        pytest.param("locked.pem", "locked.pem: the key is encrypted; expected", id="password"),
        pytest.param("p256.pem", "p256.pem: found a key of another kind; expected", id="curve"),
        pytest.param("short.pem", "short.pem: found a key of another kind; expected", id="short"),
    ],
)
@pytest.mark.usefixtures("bundle")
def test_a_key_that_cannot_sign_is_refused_before_anything_is_written(
    run: Run, key: str, message: str
) -> None:
    Path("public.pem").write_text(public_pem("rsa"))
    Path("text.pem").write_text("my key")
    write_private(Path("locked.pem"), "rsa", password=b"secret")
    write_private(Path("p256.pem"), "p256")
    write_private(Path("short.pem"), "rsa1024")
    code, output, errors = run("publish", "bundle", "--sign", key)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"error: {message}")
    assert not Path("models").exists()


@pytest.mark.usefixtures("bundle")
def test_a_missing_package_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_cryptography(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError("No module named 'cryptography'")
        return real_import(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_cryptography)
    code, _, errors = run("publish", "bundle", "--sign", "rsa.pem")
    assert code == 2
    assert errors.startswith("error: rsa.pem: a PEM file needs the package 'cryptography', which")


def test_a_signature_that_does_not_verify_is_not_published(bundle: Bundle) -> None:
    signer = open_signer("rsa.pem")
    broken = signer._replace(sign=lambda message: signer.sign(message)[::-1])
    with pytest.raises(InputError, match=r"rsa\.pem: made a signature that its public key does"):
        broken.file(bundle.manifest)


@pytest.mark.usefixtures("bundle")
def test_show_and_verify_name_the_key(run: Run, trust: Callable[[str], None]) -> None:
    version = run("publish", "bundle", "--sign", "rsa.pem")[1].strip()
    named = f"signed with the key {public_key('rsa').id}"
    for command in ("show", "verify"):
        unchecked = f"{named}; set MODEL_PUBLIC_KEY to verify it\n"
        assert run(command, version)[::2] == (0, unchecked)
    trust(public_pem("rsa"))
    for command in ("show", "verify"):
        assert run(command, version)[::2] == (0, f"{named}, verified with MODEL_PUBLIC_KEY\n")
    assert json.loads(run("show", version)[1])["format"] == 1


@pytest.mark.usefixtures("bundle")
def test_show_and_verify_name_an_unsigned_version(run: Run, trust: Callable[[str], None]) -> None:
    version = run("publish", "bundle")[1].strip()
    for command in ("show", "verify"):
        assert run(command, version)[::2] == (0, "unsigned\n")
    trust(public_pem("rsa"))
    assert "is unsigned; expected a signature with the key" in run("show", version)[2]
    code, _, errors = run("verify", version)
    assert (code, errors.count("\n")) == (2, 1)
    assert "is unsigned; expected a signature with the key" in errors


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize("key", [None, "other.pem"], ids=["unsigned", "another-key"])
def test_with_a_public_key_nothing_else_is_promoted_even_by_force(
    run: Run, trust: Callable[[str], None], key: str | None
) -> None:
    trust(public_pem("rsa"))
    version = run("publish", "bundle", *(["--sign", key] if key else []))[1].strip()
    for more in ([], ["--force"]):
        code, output, errors = run("promote", version, *more)
        assert (code, output, errors.count("\n")) == (2, "", 1)
        assert "expected a signature with the key" in errors
    assert not Path("models/current.json").exists()


@pytest.mark.usefixtures("bundle")
def test_a_signed_version_is_promoted_and_used(run: Run, trust: Callable[[str], None]) -> None:
    trust(public_pem("ed25519"))
    assert run("publish", "bundle", "--sign", "ed25519.pem", "--promote")[0] == 0
    assert run("predict", "win a free phone")[:2] == (0, "spam\n")
    trust(public_pem("rsa"))
    code, _, errors = run("predict", "win a free phone")
    assert (code, "expected a signature" in errors) == (2, True)


def test_a_rollback_needs_a_signature_too(
    run: Run, trust: Callable[[str], None], bundle: Bundle, default_bundle: Bundle
) -> None:
    run("publish", "bundle", "--promote")
    write_bundle(default_bundle, Path("bundle"))
    assert run("publish", "bundle", "--promote", "--force", "--sign", "rsa.pem")[0] == 0
    trust(public_pem("rsa"))
    code, output, errors = run("rollback")
    assert (code, output) == (2, "")
    assert f"{bundle.manifest.version} is unsigned" in errors
    write_bundle(bundle, Path("bundle"))
    run("publish", "bundle", "--sign", "rsa.pem")
    assert run("rollback")[:2] == (0, f"{bundle.manifest.version}\n")


DEPLOY = (ROOT / "docs" / "deploy.md").read_text("utf-8")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.usefixtures("bundle")
def test_the_documented_openssl_commands_make_a_key_pair(
    run: Run, trust: Callable[[str], None]
) -> None:
    commands = re.findall(r"^openssl .*$", DEPLOY, re.M)
    (digest,) = re.findall(r"`(openssl [^`]*dgst[^`]*)`", DEPLOY)
    printed = [
        subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout  # noqa: S602
        for command in (*commands, digest)
    ]
    trust(printed[1])
    code, _, errors = run("publish", "bundle", "--sign", "model-key.pem", "--promote")
    key_id = errors.split()[7]
    assert (code, printed[2].split()[-1][:16]) == (0, key_id.strip())


def test_signing_works_in_each_store(
    writer: AnyWriter, run: Run, bundle: Bundle, trust: Callable[[str], None]
) -> None:
    trust(public_pem("ed25519"))
    arguments = ("bundle", "--to", writer.uri, "--promote", "--sign", "ed25519.pem")
    assert run("publish", *arguments)[0] == 0
    assert signature_of(writer, bundle.manifest.version)
