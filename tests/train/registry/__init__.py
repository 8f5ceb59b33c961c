"""The tests of `train/registry/`."""
