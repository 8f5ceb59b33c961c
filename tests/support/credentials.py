"""Credentials of a container."""

from urllib.parse import urlsplit

from chalicelib.store.container_credentials import ContainerCredentials
from emulation.container_credentials import CredentialEndpoint

TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"  # noqa: S105 - a variable's name
COMPLETE = (
    b'{"AccessKeyId": "ASIA", "SecretAccessKey": "s", "Token": "t",'
    b' "Expiration": "2026-01-31T09:30:00Z"}'
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return seconds since 1970."""
        return self.now


def of(endpoint: CredentialEndpoint, clock: Clock, **environ: str) -> ContainerCredentials:
    return ContainerCredentials(urlsplit(endpoint.uri), {TOKEN: endpoint.token} | environ, clock)
