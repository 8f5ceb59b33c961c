"""The optional accelerator: its source in C, and how it is compiled for a processor.

It may import the standard library and `deploy.errors` only.
"""
