"""Tests of `train.export.patterns`."""
