"""Clean labels, take them out of lists, and choose the positive class."""
