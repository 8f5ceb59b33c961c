"""Other ways to serve the same model, as the documentation of each would have it.

Each file is the `app.py` of a function of its own, written for this benchmark. It reads its model
from `PREFIX` in the bucket `BUCKET` while it is imported, which is Lambda's init phase.
"""
