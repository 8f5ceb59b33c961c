"""The tests of `POST /report`."""
