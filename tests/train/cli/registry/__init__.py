"""The tests of `train/cli/registry/`."""
