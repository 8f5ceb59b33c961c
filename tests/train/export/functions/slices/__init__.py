"""The tests of `train/export/functions/slices/`."""
