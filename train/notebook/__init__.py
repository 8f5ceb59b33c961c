"""Publish a model from a notebook: `from train import publish`; may import all of `train`."""
