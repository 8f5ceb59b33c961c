"""What the cases are drawn from: texts, headers, bodies, requests, and damage to stored bytes.

Each function takes a source of random numbers, so the same seed gives the same case.
"""
