"""Bulk scoring on Step Functions: what a stage deploys for it, and the command that starts a job.

It may import the modules of `deploy` that read a stage, fill in policies and open clients.
"""
