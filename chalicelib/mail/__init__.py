"""Mail as text: the same function in training and serving; imports no other package."""
