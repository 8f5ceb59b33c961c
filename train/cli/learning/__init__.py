"""The commands that learn from users: `ask` and `learn`."""
