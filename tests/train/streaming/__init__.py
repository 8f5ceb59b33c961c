"""Tests of `train.scoring_files`."""
