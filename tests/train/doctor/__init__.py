"""The tests of `train/doctor/`."""
