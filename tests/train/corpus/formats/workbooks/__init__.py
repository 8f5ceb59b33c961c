"""Tests of `train.corpus.formats.workbooks`."""
