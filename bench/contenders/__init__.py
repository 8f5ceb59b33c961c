"""The implementations that the benchmark compares: their apps, their packages and their models.

It may import `emulation` and `train`, but not the other packages of `bench`.
"""
