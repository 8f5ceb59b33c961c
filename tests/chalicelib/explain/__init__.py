"""The tests of `chalicelib/explain/`."""
