"""The tests of `train/cli/trials/`."""
