"""The lower bound: a Chalice app that loads no model and reads no bucket."""

from chalice.app import Chalice

app = Chalice(app_name="floor")


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Return the same label for every text."""
    text = app.current_request.raw_body.decode()  # type: ignore[union-attr]
    return ["ham" if text else "spam"]
