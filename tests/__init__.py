"""The tests: `test_x.py` holds those of `x.py`."""
