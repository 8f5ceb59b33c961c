"""The tests of `chalicelib/frames/`."""
