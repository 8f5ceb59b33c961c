"""Measures how good a model is; may import `corpus`, `recipes` and `export`."""
