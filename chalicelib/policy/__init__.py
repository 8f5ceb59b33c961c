"""Policies: thresholds, an unsure band and lists that decide together with a model.

Imported only if the pointer names a policy. May import scoring, explain, registry and settings.
"""
