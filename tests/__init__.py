"""The tests, laid out like the code: `tests/train/test_fit.py` tests `train/fit.py`."""
