"""The classical answer: words and pairs of words, weighted, and a logistic regression per emotion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from signals.reading import EMOTIONS
from signals.training.rows import own_rows


def words_only() -> Any:
    """Return a TF-IDF and logistic regression learnt from our sentences with emotions, both languages."""
    rows = [row for row in own_rows() if row.emotions]
    truth = np.array([[name in (row.emotions or ()) for name in EMOTIONS] for row in rows])
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, OneVsRestClassifier(LogisticRegression(C=4.0, max_iter=200)))
    return model.fit([row.text for row in rows], truth)


def read(model: Any, texts: Sequence[str]) -> Any:
    """Return one row of probabilities per text."""
    return model.predict_proba(list(texts))
