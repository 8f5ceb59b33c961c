"""Tests of `train.export.steps.vectors`."""
