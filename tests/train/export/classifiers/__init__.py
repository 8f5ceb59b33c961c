"""Tests of `train.export.classifiers`."""
