"""The measurements: cold starts, warm requests, text lengths, vocabulary sizes, equal labels.

It may import `bench.contenders` and `emulation`.
"""
