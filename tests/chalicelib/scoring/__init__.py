"""The tests of `chalicelib/scoring/`."""
