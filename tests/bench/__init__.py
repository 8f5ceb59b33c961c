"""The tests of `bench/`."""
