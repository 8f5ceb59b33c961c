"""The forms in which public keys are read, and that a private one is never shown."""

import base64
import hashlib
from pathlib import Path

import pytest

from chalicelib.errors import SettingError
from chalicelib.registry.public_keys import read_public_keys
from tests.support.signing_keys import NAMES, public_der, public_key, public_pem, write_private


def encoded(name: str, number: int = 0) -> str:
    return base64.b64encode(public_der(name, number)).decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["base64", "lines", "pem"])
def test_a_key_is_read_in_each_form(name: str, form: str) -> None:
    one_line = encoded(name)
    value = {
        "base64": one_line,
        "lines": f" {one_line[:20]}\n{one_line[20:]}\n",
        "pem": public_pem(name),
    }[form]
    assert read_public_keys(value, "MODEL_PUBLIC_KEY") == (public_key(name),)


def test_several_keys_are_read_in_any_form() -> None:
    expected = tuple(public_key(name, number) for name in NAMES for number in (0, 1))
    first, second, third, fourth = (encoded(name, n) for name in NAMES for n in (0, 1))
    assert read_public_keys(f"{first},{second}, {third} ,\n{fourth},", "K") == expected
    pem = public_pem("ed25519") + public_pem("ed25519", 1)
    assert read_public_keys(f"{pem}{third},{fourth}", "K") == expected


def test_the_id_is_the_start_of_the_keys_digest() -> None:
    (key,) = read_public_keys(encoded("ed25519"), "K")
    assert key.id == hashlib.sha256(public_der("ed25519")).hexdigest()[:16]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(" , ", "K: found 0 keys; expected public keys", id="no-key"),
        pytest.param("AAAA", "K: key 1 is of another kind; expected", id="other-bytes"),
        pytest.param("my-key.pem", "K: key 1 is not base64; expected", id="path"),
        pytest.param("schlüssel", "K: key 1 is not base64; expected", id="not-ascii"),
        pytest.param(",".join(["AAAA"] * 11), "K: found 11 keys; .* at most 10", id="too-many"),
        pytest.param(encoded("p256"), "K: key 1 is of another kind", id="elliptic-curve"),
        pytest.param(encoded("rsa1024"), "K: key 1 is of another kind", id="short-rsa"),
        pytest.param(
            f"{encoded('rsa')},{encoded('p256')}", "K: key 2 is of another kind", id="the-second"
        ),
    ],
)
def test_anything_else_is_refused_in_one_line(value: str, message: str) -> None:
    with pytest.raises(SettingError, match=f"^{message}") as refused:
        read_public_keys(value, "K")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_pem", [True, False], ids=["pem", "base64"])
def test_a_private_key_is_refused_and_not_shown(tmp_path: Path, name: str, is_pem: bool) -> None:
    pem = write_private(tmp_path / "key.pem", name).read_text()
    content = "".join(pem.splitlines()[1:-1])
    with pytest.raises(SettingError, match="K: key 1 is ") as refused:
        read_public_keys(pem if is_pem else content, "K")
    assert content[:20] not in str(refused.value)
    assert content[-20:] not in str(refused.value)
