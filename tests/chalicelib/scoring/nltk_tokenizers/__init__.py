"""Tests of `chalicelib.scoring.nltk_tokenizers`."""
