"""Fitted scikit-learn objects to artifacts; imports no other package of `train`."""
