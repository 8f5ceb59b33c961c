"""Reports of users, on the side of training: reading, counting, exporting and erasing them.

It may import `train.registry` and what that may import.
"""
