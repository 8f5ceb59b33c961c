"""The tests of `chalicelib/scoring/kinds/`."""
