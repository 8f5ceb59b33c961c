"""Tests of `train.export.functions.slices.objects`."""
