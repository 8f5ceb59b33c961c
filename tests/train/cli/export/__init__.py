"""Tests of train/cli/export."""
