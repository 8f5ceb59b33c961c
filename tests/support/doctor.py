"""A fitted pipeline for `doctor`."""

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.parity import LABELS, TRAINING

PIPELINE = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10))
PIPELINE.fit(TRAINING, LABELS)
