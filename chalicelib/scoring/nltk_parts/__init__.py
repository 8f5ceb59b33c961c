"""What functions of models' authors use of NLTK that has data or rules of its own: lemmas, tags.

It is written from the published algorithms, and imports the standard library and
`chalicelib.scoring` only.
"""
