"""Tests of `deploy.packaging`."""
