"""The tests of `chalicelib/registry/`."""
