"""Follow the fitted steps from a text to what the classifier sees."""
