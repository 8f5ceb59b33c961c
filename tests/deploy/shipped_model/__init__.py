"""The tests of `deploy/doors/`."""
