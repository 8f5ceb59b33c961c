"""Stored bytes by key, from a directory or from S3; imports no other package."""
