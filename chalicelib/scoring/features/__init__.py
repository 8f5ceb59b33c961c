"""What format 2 does between the blocks of a vectorizer and the classifier."""
