"""A key pair in AWS KMS, which signs without giving the private key away."""

from collections.abc import Callable
from typing import Any

from chalicelib.errors import StoreError
from chalicelib.store.boto3_client import UNEXPECTED_ERRORS, aws_client
from train.reasons import reason

SCHEME = "awskms:///"
ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"
CONNECT_SECONDS = 5
READ_SECONDS = 30
ATTEMPTS = 3
FORBIDDEN = "AccessDeniedException"
"""The code of KMS, whose status is 400."""


class KmsKey:
    """An RSA key in AWS KMS, named by `awskms:///` and its ID, its ARN or an alias."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._id = uri.removeprefix(SCHEME)
        # The fourth part of arn:aws:kms:eu-west-1:123456789012:key/... is the region.
        region = self._id.split(":")[3] if self._id.count(":") >= 5 else None
        self._client = aws_client(
            "kms",
            region=region,
            connect_seconds=CONNECT_SECONDS,
            read_seconds=READ_SECONDS,
            attempts=ATTEMPTS,
        )

    def public_key(self) -> bytes:
        """Return the public key in its DER form; raises what `sign` raises."""
        client = self._client
        return bytes(self._call("kms:GetPublicKey", client.get_public_key)["PublicKey"])

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message of up to 4,096 bytes.

        Raises
        ------
        StoreError
            If AWS KMS cannot be reached or refuses the request.
        """
        more = {"Message": message, "MessageType": "RAW", "SigningAlgorithm": ALGORITHM}
        return bytes(self._call("kms:Sign", self._client.sign, **more)["Signature"])

    def _call(self, action: str, call: Callable[..., Any], **more: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return call(KeyId=self._id, **more)
        except ClientError as exc:
            status = exc.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 403 or exc.response["Error"].get("Code") == FORBIDDEN:
                raise StoreError(f"{self.uri}: access denied; allow {action}") from exc
            message = " ".join(str(exc.response["Error"].get("Message")).split())
            raise StoreError(f"{self.uri}: {action}: {message}") from exc
        except (BotoCoreError, *UNEXPECTED_ERRORS) as exc:
            raise StoreError(f"{self.uri}: {action}: {reason(exc)}") from exc
