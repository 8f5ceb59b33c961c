"""Tests of the cleaning that a model holds as data."""
