"""What stands around a deployment: configuration, policies, package, log, key. Never deployed."""
