"""Turn fitted classifiers into the forms of format 2, one module for each kind of form."""
