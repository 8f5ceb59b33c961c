"""The report of a run: tables, budgets, a chart, and the machine that it ran on.

It may import `bench.contenders` and `bench.measure`.
"""
