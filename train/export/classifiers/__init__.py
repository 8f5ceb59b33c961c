"""Fitted classifiers: their stored form, the names of their classes, and what is refused."""
