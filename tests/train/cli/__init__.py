"""The tests of `train/cli/`."""
