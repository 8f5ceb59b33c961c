"""The tests of `train/cli/reports/`."""
