"""Follow the steps that are given the text itself."""

from typing import Any

from train.export.cleaning.cleaner import steps_of_transformer
from train.export.space import plain_space
from train.export.steps import tree as nodes
from train.export.steps.blocks import Block
from train.export.steps.names import name_of
from train.export.steps.own_steps import as_known_vectorizer, is_own_step, own_step
from train.export.steps.stream import Stream
from train.export.steps.walker import Given, Text, Walker
from train.export.vectorizers import block_of


def of_text(step: Any, text: Text, walker: Walker) -> Given:
    """Return the text, cleaned by one more step, or the vector that the step makes of it.

    Raises
    ------
    InputError
        If the format cannot express the step; names it.
    """
    if text.made_by is not None:
        from train.export.steps.tables.dictionaries import of_dictionaries

        return of_dictionaries(step, text, walker)
    cleaning = steps_of_transformer(step)
    if cleaning is not None:
        return Text((*text.cleaning, *cleaning))
    if name_of(step) == "sklearn.ColumnTransformer":
        from train.export.steps.tables.transformers import table

        return table(step, text, walker)
    known = as_known_vectorizer(step)
    if known is step and is_own_step(step):
        return own_step(step, text, walker)
    return counted(known, text, walker)


def counted(vectorizer: Any, text: Text, walker: Walker) -> Stream:
    """Add the block of one of scikit-learn's vectorizers, and return its vector."""
    return added(block_of(vectorizer, text.cleaning, walker.functions.refer), walker)


def added(block: Block, walker: Walker) -> Stream:
    """Add a block to those of the walker, and return its vector."""
    walker.blocks.append(block)
    tree = nodes.blocks(len(walker.blocks) - 1, 1, block.width)
    return Stream(tree, plain_space(block.width, False))
