"""The deployment commands: configuration, policies, package, log, API key, bucket.

It may import `chalicelib`, never `train`. None of it enters the deployment package.
"""
