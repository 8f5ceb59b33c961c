"""How good a model is: protocols, metrics, comparisons; may import `corpus`, `recipes`, `export`."""
