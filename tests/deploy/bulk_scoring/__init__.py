"""The tests of `deploy/bulk_scoring/`."""
