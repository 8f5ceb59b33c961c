"""The tests of `chalicelib/store/`."""
