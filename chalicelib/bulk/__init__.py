"""Bulk scoring: score files in S3 in parts. A map of Step Functions makes many parts at once.

Only the stage's second function imports it; it may import `chalicelib.serving` and what that may.
docs/bulk-format.md says what the files are and why no row is lost or counted twice.
"""
