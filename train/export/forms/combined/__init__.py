"""Export classifiers that are made of classifiers."""
