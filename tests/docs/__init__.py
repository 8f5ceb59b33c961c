"""The tests of `docs/`."""
