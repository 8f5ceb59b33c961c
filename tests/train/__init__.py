"""The tests of `train/`."""
