"""Numbers that several packages of training share, free of imports so that `--help` is fast."""

RANDOM_STATE = 42
"""Seeds every split and every fit."""

FOLDS = 10
REPEATS = 2
"""How cross-validation measures a recipe: `evaluate`, protocol "distinct"."""

INNER_FOLDS = 5
"""How cross-validation measures one training: `fit`."""
