"""The tests of `chalicelib.bulk`."""
