"""Rows of fields: CSV, TSV and the like, with their separators, quotes and headers."""
