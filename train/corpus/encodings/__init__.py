"""Decode the bytes of a file: byte order marks, UTF-16, UTF-8, else the encoding that fits best."""
