"""The tests of `train/evaluation/`."""
