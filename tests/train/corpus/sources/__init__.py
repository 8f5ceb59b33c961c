"""The tests of `train/corpus/sources/`."""
