"""Tests of `train.learning`."""
