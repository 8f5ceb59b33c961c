"""Fits the default recipe to more texts than the memory holds; imports no command."""
