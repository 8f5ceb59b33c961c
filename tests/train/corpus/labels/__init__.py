"""The tests of `train/corpus/labels/`."""
