"""The tests of `train/notebook/`."""
