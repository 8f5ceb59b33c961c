"""Sign requests with botocore."""

from datetime import datetime
from unittest.mock import patch

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from chalicelib.store.sigv4 import Credentials


def botocore_headers(
    url: str, headers: dict[str, str], credentials: Credentials, region: str, at: datetime
) -> dict[str, str]:
    """Return the headers that botocore sends, by lower-case name."""
    request = AWSRequest("GET", url, dict(headers))
    signer = BotoCredentials(credentials.key_id, credentials.secret, credentials.token)
    with patch.object(auth, "get_current_datetime", lambda: at):
        auth.S3SigV4Auth(signer, "s3", region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


CREDENTIALS = Credentials("AKID", "the-secret", "the-token")
