"""AWS on loopback, for `tests` and `bench`: Lambda's runtime API, API Gateway, S3, IAM.

It may import `chalicelib`, `train`, `deploy` and installed packages, never `tests` or `bench`.
"""
