"""The tests of `train/checking/`."""
