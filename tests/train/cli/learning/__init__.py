"""The tests of `train.cli.learning`."""
