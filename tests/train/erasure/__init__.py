"""Tests of `train.erasure`."""
