"""How good a model is on corpora that it was not fitted to; imports `train`."""
