"""Tests of `train.export.steps.tables`."""
