"""NLTK's tokenizers of sentences and words; each takes its rules from the author's own NLTK.

Standard library only, see `chalicelib.scoring.artifact`.
"""
