"""Tests of the steps between the text and the classifier."""
