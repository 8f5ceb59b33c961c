"""Values that several packages of training share; imports nothing, so that `--help` is fast."""

PROTOCOL_NAMES = ("distinct", "tutorial", "small")
"""The protocols, in the order of `train.evaluation.protocols.PROTOCOLS`."""

OUTPUT_FORMATS = ("csv", "jsonl")
"""What `predict` writes, the default first."""

RANDOM_STATE = 42
"""Seeds every split and every fit."""

FOLDS = 10
REPEATS = 2
"""Cross-validation of a recipe: `evaluate` with protocol "distinct"."""

INNER_FOLDS = 5
"""Cross-validation within one training part: `fit`."""

UNCERTAIN_TEXTS = 10
AUDITED_TEXTS = 5
ASIDE_TEXTS = 10
"""How many texts `ask` puts on its sheet: the least certain ones, and random ones."""
