"""The tests of `chalicelib/serving/`."""
