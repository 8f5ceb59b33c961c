"""Tests of `train.drift`."""
