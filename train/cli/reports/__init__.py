"""`python -m train reports`: list, export, import and forget what users reported."""
