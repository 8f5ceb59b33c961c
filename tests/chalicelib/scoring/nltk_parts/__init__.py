"""Tests of `chalicelib.scoring.nltk_parts`."""
