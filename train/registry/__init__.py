"""Publish, promote, roll back, verify; may import `evaluation` and `export`."""
