"""Mails of several parts, and the text of one."""

from chalicelib.mail.mail_text import mail_text


def body(*lines: str) -> str:
    """Return the text of a mail without a sender and a subject."""
    return mail_text("\n".join(lines).encode())


MULTIPART = (
    "Content-Type: multipart/{}; boundary=cut",
    "",
    "Your program cannot show this.",
    "--cut",
    "Content-Type: text/plain",
    "",
    "See you at eight",
    "--cut",
    "Content-Type: text/html",
    "",
    "<p>You <b>won</b>",
    "--cut--",
    "after the end",
)
