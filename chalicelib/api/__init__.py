"""Requests and responses: what the routes read and return; may import every other package."""
