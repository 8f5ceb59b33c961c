"""The tests of `train/corpus/columns/`."""
