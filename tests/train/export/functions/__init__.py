"""Tests of train/export/functions."""
