"""The tests of `chalicelib/web/`."""
