"""The tests of `train/reports/`."""
