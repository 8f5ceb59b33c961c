"""Follow topics and non-negative factors, which the service finds for each text by steps."""

from typing import Any

import numpy as np

from chalicelib.scoring.features import factors, multiplicative, topics
from train.errors import InputError
from train.export.space import Floats, plain_space
from train.export.steps.stream import Stream
from train.export.steps.tree import Config, Tensors, Tree
from train.export.steps.walker import Walker

_LOSSES = {name: name for name in multiplicative.LOSSES} | {2: "frobenius", 1: "kullback-leibler"}


def _lda(lda: Any, stream: Stream, _: Walker) -> Stream:
    prior, steps = float(lda.doc_topic_prior_), int(lda.max_doc_update_iter)
    matrix = _matrix(lda, lda.exp_dirichlet_component_)
    if prior < topics.LEAST_PRIOR:
        raise InputError(
            f"LatentDirichletAllocation(doc_topic_prior={prior}) is not supported; expected a "
            "prior above 0"
        )
    if len(matrix) * steps > topics.MAX_WORK or len(matrix) > topics.MAX_TOPICS:
        raise InputError(
            f"LatentDirichletAllocation with {len(matrix)} topics and max_doc_update_iter={steps} "
            f"takes too long for each text; expected a product of {topics.MAX_WORK} and "
            f"{topics.MAX_TOPICS} topics at most: set max_doc_update_iter, which needs no new fit"
        )
    fields = {"prior": prior, "steps": steps, "tolerance": float(lda.mean_change_tol)}
    return _over(stream, "topics", len(matrix), fields, {"topics": matrix})


def _nmf(nmf: Any, stream: Stream, _: Walker) -> Stream:
    name, steps = f"{type(nmf).__name__}(solver={nmf.solver!r})", int(nmf.max_iter)
    matrix, (l1, l2) = _matrix(nmf, nmf.components_), _penalties(nmf, stream)
    if nmf.solver == "mu":
        loss = _loss(nmf)
        if l1 and loss != "frobenius":
            raise InputError(
                f"{name} with alpha_W and l1_ratio above 0 and loss {loss!r} is not supported: "
                "scikit-learn adds the penalty once more in each step; expected l1_ratio=0.0"
            )
        return _multiplicative(nmf, stream, matrix, steps, "error")
    if nmf.shuffle:
        raise InputError(f"{name} with shuffle=True draws lots; expected shuffle=False")
    _check_work(nmf, matrix, "max_iter", steps)
    gram = matrix @ matrix.T + l2 * np.eye(len(matrix))
    fields = {"l1": l1, "steps": steps, "tolerance": float(nmf.tol)}
    return _over(stream, "coordinate", len(matrix), fields, {"components": matrix}, {"gram": gram})


def _mini_batch(nmf: Any, stream: Stream, _: Walker) -> Stream:
    given = nmf.transform_max_iter
    steps = int(nmf.max_iter if given is None else given)
    return _multiplicative(nmf, stream, _matrix(nmf, nmf.components_), steps, "change")


def _multiplicative(nmf: Any, stream: Stream, matrix: Floats, steps: int, stop: str) -> Stream:
    _check_work(nmf, matrix, "max_iter", steps)
    loss, (l1, l2) = _loss(nmf), _penalties(nmf, stream)
    fields: Config = {"loss": loss, "l1": l1, "l2": l2, "stop": stop}
    fields |= {"steps": steps, "tolerance": float(nmf.tol)}
    fields |= {"start": 1.0 / (stream.count * len(matrix))}
    frobenius = loss == "frobenius"
    more = {"gram": matrix @ matrix.T} if frobenius else {"totals": matrix.sum(axis=1)}
    return _over(stream, "multiplicative", len(matrix), fields, {"components": matrix}, more)


def _matrix(step: Any, matrix: Any) -> Floats:
    """Return the topics or factors [k, count], if they were fitted with 64-bit floats."""
    if matrix.dtype != np.float64:
        raise InputError(
            f"{type(step).__name__} that was fitted to {matrix.dtype} is not supported: it stops "
            "by rounding errors; expected a vectorizer with dtype=numpy.float64"
        )
    return np.asarray(matrix)


def _loss(nmf: Any) -> str:
    loss = _LOSSES.get(nmf.beta_loss)
    if loss is None:
        raise InputError(
            f"{type(nmf).__name__}(beta_loss={nmf.beta_loss!r}) is not supported: each step takes "
            f"the whole vocabulary; expected one of {', '.join(multiplicative.LOSSES)}"
        )
    return loss


def _penalties(nmf: Any, stream: Stream) -> tuple[float, float]:
    """Return the penalties of the factors' sum and of their squares."""
    if not hasattr(nmf, "alpha_W"):
        raise InputError(
            f"{type(nmf).__name__} of scikit-learn before 1.0 has penalties of another meaning; "
            "expected one that was fitted by 1.0 or later"
        )
    alpha = stream.count * float(nmf.alpha_W)
    return alpha * float(nmf.l1_ratio), alpha * (1.0 - float(nmf.l1_ratio))


def _check_work(nmf: Any, matrix: Floats, name: str, steps: int) -> None:
    count = len(matrix)
    if count * count * steps > factors.MAX_WORK or count > factors.MAX_FACTORS:
        raise InputError(
            f"{type(nmf).__name__} with {count} factors and {name}={steps} takes too long for each "
            f"text; expected {factors.MAX_FACTORS} factors at most, and a product of their square "
            f"and the steps of {factors.MAX_WORK}: set {name}, which needs no new fit"
        )


def _over(
    stream: Stream,
    kind: str,
    width: int,
    fields: Config,
    by_column: dict[str, Floats],
    arrays: Tensors | None = None,
) -> Stream:
    """Return a node over the columns of the stream; `by_column` has arrays [width, count]."""
    rows: Tensors = {name: array.T for name, array in by_column.items()}
    of = stream.compact().tree
    tree = Tree(kind, width, {"width": width} | fields, rows | (arrays or {}), (of,))
    return Stream(tree, plain_space(width, True))


STEPS = {
    "sklearn.LatentDirichletAllocation": _lda,
    "sklearn.NMF": _nmf,
    "sklearn.MiniBatchNMF": _mini_batch,
}
