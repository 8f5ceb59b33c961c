"""Make policies: read lists, choose an unsure band, store and erase; may import `registry`."""
