"""The tests of `deploy/bucket/`."""
