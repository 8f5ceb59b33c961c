"""Tests of the export of cleaning and functions."""
