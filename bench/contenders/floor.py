"""The floor: a Chalice app that loads no model and reads no bucket."""

from chalice.app import Chalice

app = Chalice(app_name="floor")


@app.route("/spamorham", methods=["POST"], content_types=["text/plain"])
def spam_or_ham() -> object:
    """Answer one label for whatever text."""
    request = app.current_request
    return ["ham"] if request and request.raw_body.decode() else []
