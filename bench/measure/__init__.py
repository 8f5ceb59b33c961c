"""The measurements: times, sizes, equal labels, and how right the models are.

It may import `bench.contenders` and `emulation`.
"""
