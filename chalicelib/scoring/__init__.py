"""Turn a text into scores and a label, without I/O; imports no other package."""
