"""Tests of train/cli/drift."""
