"""Tests of `train.corpus.formats.json_files`."""
