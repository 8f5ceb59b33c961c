"""The page at `/` and its files; imports no other package."""
