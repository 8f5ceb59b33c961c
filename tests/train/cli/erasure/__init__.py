"""The tests of `train/cli/erasure/`."""
