"""The copy of the service that Chalice packages: bytecode, the shipped model, and its checks."""
