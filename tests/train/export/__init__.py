"""The tests of `train/export/`."""
