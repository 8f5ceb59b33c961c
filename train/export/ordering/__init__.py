"""The order in which a text passes the estimators of files; may import `train.export.files`."""
