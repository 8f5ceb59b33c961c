"""Tests of `train.corpus.formats.delimited`."""
