"""The tests of `chalicelib/api/`."""
