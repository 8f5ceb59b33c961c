"""How a bucket is reached: what the environment says, and boto3 for the same bucket and key."""

from collections.abc import Callable
from typing import Any, NoReturn

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.store.s3_config import LEFT_TO_BOTO3, Access, is_region, read_access
from chalicelib.store.sigv4 import Credentials

IN_LAMBDA = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}
NOBODY = Credentials("AKID", "secret", None)


class AskedError(Exception):
    """Raised in place of sending boto3's request."""


@pytest.fixture(scope="module")
def boto3_address() -> Callable[..., str]:
    """Return a function from a region, a bucket and a key to the URL that boto3 asks at."""
    clients: dict[str, Any] = {}
    session = boto3.Session(NOBODY.key_id, NOBODY.secret)

    def stop(request: AWSPreparedRequest, **_: object) -> NoReturn:
        raise AskedError(request.url)

    def address(region: str, bucket: str, key: str) -> str:
        if region not in clients:
            regional = Config(s3={"us_east_1_regional_endpoint": "regional"})
            clients[region] = session.client("s3", region, config=regional)
            clients[region].meta.events.register("before-send.s3", stop)
        with pytest.raises(AskedError) as asked:
            clients[region].get_object(Bucket=bucket, Key=key)
        return str(asked.value)

    return address


def url(access: Access, bucket: str, key: str) -> str:
    address = access.address(bucket, key)
    return address.origin + address.path


def test_in_lambda_the_environment_says_it_all() -> None:
    credentials = Credentials("AKID", "secret", "token")
    assert read_access(IN_LAMBDA) == Access(credentials, "eu-west-1", None, None)


def test_what_is_optional_is_read_where_it_is_set() -> None:
    environ = IN_LAMBDA | {"AWS_REGION": "", "AWS_SESSION_TOKEN": "", "AWS_CA_BUNDLE": "ca.pem"}
    endpoint = "http://127.0.0.1:5000"
    expected = Access(NOBODY, "us-east-1", endpoint, "ca.pem")
    assert read_access(environ | {"AWS_ENDPOINT_URL": endpoint}) == expected
    others = {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_S3": endpoint}
    assert read_access(environ | others) == expected


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_without_credentials_it_is_left_to_boto3(name: str) -> None:
    assert read_access(IN_LAMBDA | {name: ""}) is None
    assert read_access({other: IN_LAMBDA[other] for other in IN_LAMBDA if other != name}) is None


@pytest.mark.parametrize("name", ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"])
@pytest.mark.parametrize("value", ["ends\n", "a b", "\u00e9"])
def test_credentials_that_no_header_holds_are_left_to_boto3(name: str, value: str) -> None:
    assert read_access(IN_LAMBDA | {f"AWS_{name}": value}) is None


def test_the_variables_that_are_left_to_boto3_are_these() -> None:
    proxies = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}
    switches = {"USE_FIPS_ENDPOINT", "USE_DUALSTACK_ENDPOINT", "IGNORE_CONFIGURED_ENDPOINT_URLS"}
    names = {"PROFILE", "DEFAULT_PROFILE", "SECURITY_TOKEN"} | switches
    assert set(LEFT_TO_BOTO3) == proxies | {f"AWS_{name}" for name in names}


@pytest.mark.parametrize("name", LEFT_TO_BOTO3)
def test_what_changes_the_way_is_left_to_boto3(name: str) -> None:
    assert read_access(IN_LAMBDA | {name: "x"}) is None
    assert read_access(IN_LAMBDA | {name: ""}) is not None


@pytest.mark.parametrize("region", ["us-iso-east-1", "aws-global", "eusc-de-east-1", "x/y-z-1"])
def test_regions_beyond_aws_and_china_are_left_to_boto3(region: str) -> None:
    assert read_access(IN_LAMBDA | {"AWS_REGION": region}) is None
    assert read_access({**IN_LAMBDA, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""}) is None


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param("not an address", id="words"),
        pytest.param("127.0.0.1:5000", id="no-scheme"),
        pytest.param("ftp://127.0.0.1", id="scheme"),
        pytest.param("http://user:password@127.0.0.1", id="user"),
        pytest.param("http://127.0.0.1:65536", id="port"),
        pytest.param("http://[::1]:5000", id="ipv6"),
        pytest.param("http://a..b", id="label"),
        pytest.param("http://127.0.0.1/?a=b", id="query"),
    ],
)
def test_endpoints_of_another_form_are_left_to_boto3(endpoint: str) -> None:
    assert read_access(IN_LAMBDA | {"AWS_ENDPOINT_URL": endpoint}) is None


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize("bucket", ["my-models", "models.example.com"])
def test_every_region_is_asked_where_boto3_asks(
    boto3_address: Callable[..., str], partition: str, bucket: str
) -> None:
    regions = boto3.Session().get_available_regions("s3", partition)
    assert regions
    for region in [each for each in regions if not each.startswith("fips-")]:
        assert is_region(region)
        expected = boto3_address(region, bucket, "spam/current.json")
        assert url(Access(NOBODY, region), bucket, "spam/current.json") == expected


@settings(max_examples=30)  # boto3 takes its time
@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_key_is_asked_for_as_boto3_asks(boto3_address: Callable[..., str], key: str) -> None:
    assert url(Access(NOBODY, "eu-west-1"), "models", key) == boto3_address(
        "eu-west-1", "models", key
    )


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/models/a/b"),
        ("http://minio_1:9000/", "http://minio_1:9000/models/a/b"),
        ("https://proxy.example/s3/", "https://proxy.example/s3/models/a/b"),
    ],
)
def test_at_another_endpoint_the_bucket_stands_in_the_path(endpoint: str, expected: str) -> None:
    assert url(Access(NOBODY, "us-east-1", endpoint), "models", "a/b") == expected
