"""`promote --shadow`, `--canary` and `--end-trial`; may import the rest of `train.cli`."""
