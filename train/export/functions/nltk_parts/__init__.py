"""What stands for parts of NLTK that need its data, which is read from the author's own NLTK.

It may import `train.export.functions.data_modules`; NLTK itself is never imported.
"""
