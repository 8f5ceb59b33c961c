"""The tests of `chalicelib/scoring/features/`."""
