"""Other ways to serve the same model, each as the documentation of its libraries suggests.

Each file is the `app.py` of one function, written for this benchmark. It reads its model from
`PREFIX` in the bucket `BUCKET` on import, which is Lambda's init phase. It imports nothing of this
project.
"""
