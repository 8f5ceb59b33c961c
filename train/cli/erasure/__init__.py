"""The commands that delete versions and erase texts."""
