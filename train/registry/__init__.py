"""Publishes, promotes, rolls back and verifies versions; may import `evaluation` and `export`."""
