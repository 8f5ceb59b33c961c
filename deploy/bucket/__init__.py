"""The private bucket for the models: check it, create it, set what is missing.

It may import `chalicelib.store` and the other modules of `deploy`.
"""
