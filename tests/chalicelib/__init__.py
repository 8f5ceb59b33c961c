"""The tests of `chalicelib/`."""
