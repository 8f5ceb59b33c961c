"""Fits the default recipe to more texts than fit into memory; imports no command."""
