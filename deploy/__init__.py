"""Prepares a deployment: Chalice's configuration, the policies, the package. Never deployed."""
