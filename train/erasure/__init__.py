"""Finds a person's text in corpora and versions, and erases it; may import all but `cli`."""
