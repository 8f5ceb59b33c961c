"""Tests of `deploy.configuration`."""
