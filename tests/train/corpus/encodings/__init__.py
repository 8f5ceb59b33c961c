"""The tests of `train/corpus/encodings/`."""
