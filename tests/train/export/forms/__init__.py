"""The tests of `train/export/forms/`."""
