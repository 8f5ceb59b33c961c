"""The process's state: the cached model and the metrics; may import all but `api` and `web`."""
