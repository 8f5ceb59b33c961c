"""The command `policy`, and what the other commands say of policies."""
