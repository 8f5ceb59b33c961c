"""Tests of `train.export.functions.slices.packages`."""
