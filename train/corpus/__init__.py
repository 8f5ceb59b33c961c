"""Labelled texts: read them, fetch them; imports no other package of `train`."""
