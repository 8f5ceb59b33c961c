"""The tests of `train/recipes/`."""
