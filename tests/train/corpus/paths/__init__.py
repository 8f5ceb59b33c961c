"""The tests of `train/corpus/paths/`."""
