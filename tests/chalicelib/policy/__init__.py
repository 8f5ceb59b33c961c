"""Tests of `chalicelib.policy`."""
