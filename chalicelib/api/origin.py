"""Read where the texts of a request come from: its sender, and the links of a mail."""

from chalice.app import Request

from chalicelib.api.request_body import MAIL, media_type, read_body
from chalicelib.policy.origin import Origin, senders_of
from chalicelib.settings import Settings


def origin_of(request: Request, sender: str, settings: Settings) -> Origin:
    """Return the senders that a mail names, else the header's, and the links of a mail."""
    if media_type(request.headers.get("content-type", "")) != MAIL:
        return Origin(senders_of(sender))
    # Imported here because few requests are mails.
    from chalicelib.mail.mail_origin import hidden_links, mail_senders

    body = read_body(request, settings.max_request_bytes)
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    senders = tuple(one for field in mail_senders(raw) for one in senders_of(field))
    return Origin(senders or senders_of(sender), hidden_links(raw))
