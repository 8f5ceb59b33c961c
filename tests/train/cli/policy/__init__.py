"""Tests of `train.cli.policy`."""
