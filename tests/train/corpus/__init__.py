"""The tests of `train/corpus/`."""
