"""The settings of a stage's endpoint, which Chalice does not know, and their values."""

URL, URL_AUTH, HTTP_API = "url", "url_auth", "http_api"
"""A stage's endpoint, who may use it, and its HTTP API's ID."""
REST, FUNCTION, HTTP = "rest", "function", "http"
DOORS = (REST, FUNCTION, HTTP)
OPEN, SIGNED = "none", "iam"
AUTHS = (OPEN, SIGNED)
