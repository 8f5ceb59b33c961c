"""Explain a label by the weight of each word of the text; may import only `scoring`."""
