"""The tests of `train/export/ordering/`."""
