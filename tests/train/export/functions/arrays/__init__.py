"""The tests of `train/export/functions/arrays/`."""
