"""The command `drift`; may import all other packages of training."""
