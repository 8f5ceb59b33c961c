"""`python -m train reports`: list, export and forget what users reported."""
