"""Tests of shadow and canary."""
