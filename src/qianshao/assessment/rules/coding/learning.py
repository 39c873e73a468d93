"""A small classifier for one code: n-grams of signs and a logistic regression, trained on turns coded by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
LEAST = 8
"""With fewer turns that have the code, nothing is learnt."""

SEED = 20200210


def model() -> Any:
    """One to three signs, as words are not told apart; classes weighted, as most turns do not have the code."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    return make_pipeline(grams, LogisticRegression(class_weight="balanced", C=10.0, max_iter=1000))


def cross_validated(texts: Sequence[str], has: Sequence[bool]) -> NDArray[np.bool_] | None:
    """For each turn what a model says that has not seen it: shape (turns,). None where there is too little to learn."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    wanted = np.asarray(has, dtype=bool)
    if wanted.sum() < LEAST or (~wanted).sum() < LEAST:
        return None
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    said: NDArray[np.bool_] = cross_val_predict(model(), list(texts), wanted, cv=folds)
    return said
