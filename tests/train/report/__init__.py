"""The tests of `train/report/`."""
