"""Tests of `train.export.functions.nltk_parts`."""
