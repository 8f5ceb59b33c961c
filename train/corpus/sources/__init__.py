"""Finds the bytes of a corpus: files, directories, archives, addresses of the web and of S3."""
