"""The signature of a GET request equals AWS's own example and botocore's for any request."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.sigv4 import Credentials, signed_headers
from tests.support.s3_signing import botocore_headers

# "Example: GET Object" in AWS's documentation of the Authorization header.
EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
EXAMPLE_TIME = datetime(2013, 5, 24, tzinfo=UTC).timestamp()

VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_awss_own_example_has_the_documented_signature() -> None:
    headers = {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9"}
    signed = signed_headers("/test.txt", headers, EXAMPLE, "us-east-1", EXAMPLE_TIME)
    assert signed["x-amz-date"] == "20130524T000000Z"
    assert signed["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


@given(
    key=st.text(max_size=30),
    credentials=st.builds(Credentials, VISIBLE, VISIBLE, st.none() | VISIBLE),
    region=st.sampled_from(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]),
    tag=st.none() | VISIBLE,
    at=TIMES,
)
def test_the_signature_of_any_request_equals_botocores(
    key: str, credentials: Credentials, region: str, tag: str | None, at: datetime
) -> None:
    path = "/" + quote(key.encode("utf-8", "surrogatepass"), safe="/~")
    host = f"bucket.s3.{region}.amazonaws.com"
    headers = {} if tag is None else {"if-none-match": tag}
    signed = signed_headers(path, headers | {"host": host}, credentials, region, at.timestamp())
    del signed["host"]
    assert signed == botocore_headers(f"https://{host}{path}", headers, credentials, region, at)


@pytest.mark.parametrize("secret", ["key-itself", "token-itself"])
def test_the_repr_of_credentials_hides_the_secrets(secret: str) -> None:
    assert secret not in repr(Credentials("AKID", "key-itself", "token-itself"))
