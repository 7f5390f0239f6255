"""The language models that golden cases are read with: what they expect must not hang on one model's guess."""

from flows.language import MEDIUM, SMALL, best_installed

PIPELINES = (SMALL, MEDIUM) if best_installed() == MEDIUM else (SMALL,)
