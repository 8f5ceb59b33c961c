"""Composes the corpus of the next model from what users report; may import `evaluation` and below.

Pure functions: they neither read a store nor fit by themselves. Their callers pass the
current model as a `Decide` and the recipe as a `Refit`.
"""
