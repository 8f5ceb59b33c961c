"""Benchmarks that anyone can repeat.

`python -m bench` compares this project with other implementations in one run: `contenders` defines
them, `measure` times them, `report` prints the results. The modules here are smaller benchmarks,
each run with `python -m bench.NAME`. They may import everything except `tests`.
"""
