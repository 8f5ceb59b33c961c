"""The model: from a text to scores and a label, without input or output; imports no other package."""
