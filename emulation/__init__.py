"""AWS on loopback: Lambda's runtime API, API Gateway, S3; used by `tests` and `bench`.

It may import `chalicelib`, `deploy` and installed packages, never `tests` or `bench`.
"""
