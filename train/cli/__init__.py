"""The commands of `python -m train`; may import every other package of training."""
