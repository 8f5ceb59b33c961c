"""Fitted estimators from the files that people have; may import scikit-learn, joblib and skops."""
