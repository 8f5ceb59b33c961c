"""The tests of `train/export/functions/trials/`."""
