"""Compare an exported model with what its author's code does to raw texts."""
