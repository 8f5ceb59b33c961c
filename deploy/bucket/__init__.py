"""The private bucket for the models: plan it, create it, check it; may import `chalicelib.store`."""
