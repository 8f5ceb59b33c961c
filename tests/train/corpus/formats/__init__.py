"""The tests of `train/corpus/formats/`."""
