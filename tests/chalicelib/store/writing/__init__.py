"""Tests of the writers of the service."""
