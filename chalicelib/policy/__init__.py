"""Policies: thresholds, an unsure band and lists that decide beside a model; imports scoring."""
