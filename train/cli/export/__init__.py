"""The commands for a classifier of your own; may import the other modules of `train.cli`."""
