"""Benchmarks that anyone can repeat; each compares contenders in one run."""
