"""The commands that publish, promote, list and compare versions."""
