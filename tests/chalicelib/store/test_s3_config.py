"""The S3 configuration of an environment, and URLs that equal boto3's for any bucket and key."""

from collections.abc import Callable
from typing import Any, NoReturn

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.store.forms import is_region
from chalicelib.store.s3_config import BOTO3_ONLY_VARIABLES, S3Config, read_s3_config
from chalicelib.store.sigv4 import Credentials

IN_LAMBDA = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}
CREDENTIALS = Credentials("AKID", "secret", None)


class RequestedError(Exception):
    """Raised instead of sending boto3's request; its message is the URL."""


@pytest.fixture(scope="module")
def boto3_url() -> Callable[..., str]:
    """Return a function that returns the URL boto3 requests for a region, a bucket and a key."""
    clients: dict[str, Any] = {}
    session = boto3.Session(CREDENTIALS.key_id, CREDENTIALS.secret)

    def stop(request: AWSPreparedRequest, **_: object) -> NoReturn:
        raise RequestedError(request.url)

    def url_of(region: str, bucket: str, key: str) -> str:
        if region not in clients:
            regional = Config(s3={"us_east_1_regional_endpoint": "regional"})
            clients[region] = session.client("s3", region, config=regional)
            clients[region].meta.events.register("before-send.s3", stop)
        with pytest.raises(RequestedError) as requested:
            clients[region].get_object(Bucket=bucket, Key=key)
        return str(requested.value)

    return url_of


def url(config: S3Config, bucket: str, key: str) -> str:
    object_url = config.url(bucket, key)
    return object_url.origin + object_url.path


def test_lambdas_environment_is_complete() -> None:
    credentials = Credentials("AKID", "secret", "token")
    assert read_s3_config(IN_LAMBDA) == S3Config(credentials, "eu-west-1", None, None)


def test_optional_variables_are_read() -> None:
    environ = IN_LAMBDA | {"AWS_REGION": "", "AWS_SESSION_TOKEN": "", "AWS_CA_BUNDLE": "ca.pem"}
    endpoint = "http://127.0.0.1:5000"
    expected = S3Config(CREDENTIALS, "us-east-1", endpoint, "ca.pem")
    assert read_s3_config(environ | {"AWS_ENDPOINT_URL": endpoint}) == expected
    others = {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_S3": endpoint}
    assert read_s3_config(environ | others) == expected


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_an_environment_without_credentials_needs_boto3(name: str) -> None:
    assert read_s3_config(IN_LAMBDA | {name: ""}) is None
    assert read_s3_config({other: IN_LAMBDA[other] for other in IN_LAMBDA if other != name}) is None


@pytest.mark.parametrize("name", ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"])
@pytest.mark.parametrize("value", ["ends\n", "a b", "\u00e9"])
def test_credentials_that_no_header_can_hold_need_boto3(name: str, value: str) -> None:
    assert read_s3_config(IN_LAMBDA | {f"AWS_{name}": value}) is None


def test_the_variables_that_need_boto3_are_complete() -> None:
    proxies = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}
    switches = {"USE_FIPS_ENDPOINT", "USE_DUALSTACK_ENDPOINT", "IGNORE_CONFIGURED_ENDPOINT_URLS"}
    names = {"PROFILE", "DEFAULT_PROFILE", "SECURITY_TOKEN"} | switches
    assert set(BOTO3_ONLY_VARIABLES) == proxies | {f"AWS_{name}" for name in names}


@pytest.mark.parametrize("name", BOTO3_ONLY_VARIABLES)
def test_a_variable_that_changes_the_route_needs_boto3(name: str) -> None:
    assert read_s3_config(IN_LAMBDA | {name: "x"}) is None
    assert read_s3_config(IN_LAMBDA | {name: ""}) is not None


@pytest.mark.parametrize("region", ["us-iso-east-1", "aws-global", "eusc-de-east-1", "x/y-z-1"])
def test_regions_outside_aws_and_aws_china_need_boto3(region: str) -> None:
    assert read_s3_config(IN_LAMBDA | {"AWS_REGION": region}) is None
    assert read_s3_config({**IN_LAMBDA, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""}) is None


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
def test_unusual_endpoints_need_boto3(endpoint: str) -> None:
    assert read_s3_config(IN_LAMBDA | {"AWS_ENDPOINT_URL": endpoint}) is None


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize("bucket", ["my-models", "models.example.com"])
def test_the_url_of_every_region_equals_boto3s(
    boto3_url: Callable[..., str], partition: str, bucket: str
) -> None:
    regions = boto3.Session().get_available_regions("s3", partition)
    assert regions
    for region in [each for each in regions if not each.startswith("fips-")]:
        assert is_region(region)
        expected = boto3_url(region, bucket, "spam/current.json")
        assert url(S3Config(CREDENTIALS, region), bucket, "spam/current.json") == expected


@settings(max_examples=30)  # boto3 is slow
@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_the_url_of_any_key_equals_boto3s(boto3_url: Callable[..., str], key: str) -> None:
    assert url(S3Config(CREDENTIALS, "eu-west-1"), "models", key) == boto3_url(
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
def test_another_endpoint_has_the_bucket_in_the_path(endpoint: str, expected: str) -> None:
    assert url(S3Config(CREDENTIALS, "us-east-1", endpoint), "models", "a/b") == expected
