"""The tests of `train/export/files/`."""
