"""Named ways to fit a vectorizer and a classifier; imports no other package of `train`."""
