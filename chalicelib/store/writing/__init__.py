"""Stores that can be written, in a directory or on S3; may import the rest of `chalicelib.store`.

The service writes reports only, which few requests bring, so it imports this package at the first
one. On S3, boto3 writes: Lambda's runtime brings it, and a well-kept library beats code of ours
where speed does not matter.
"""

MAX_REPLACED_BYTES = 256 * 2**20
"""The largest file that can be replaced: it is read, to learn whether it has changed."""
