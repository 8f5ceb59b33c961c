"""Steps that are given vectors: they scale, weight, select, project or bin columns."""
