"""Refuse regular expressions that take too long on some text."""
