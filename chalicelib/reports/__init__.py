"""Reports: texts with the label that a user says is right; imports `store`, nothing installed.

The service imports this package at the first report.
"""
