"""Tests of `train.policy`."""
