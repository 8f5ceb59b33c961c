"""Mail as text: the same function in training and serving; may import text_codecs."""
