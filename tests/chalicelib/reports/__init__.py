"""The tests of `chalicelib/reports/`."""
