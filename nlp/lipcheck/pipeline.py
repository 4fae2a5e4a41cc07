"""The spaCy pipeline: ``build_nlp()`` gives the ordered components."""

from __future__ import annotations

from typing import Final

import spacy
from spacy.language import Language

# Importing a component registers its factory; installed packages find it through the entry points as well. The display is
# for those who look at documents: they add it.
from lipcheck.components import (  # noqa: F401
    assertion,
    display,
    exposures,
    linking,
    mentions,
    normalise,
    timing,
    tokenizer,
)

ASSERTED: Final = ("symptoms", "exposures", "conditions")
PIPES: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("lipcheck_normalise", {}),
    ("lipcheck_mentions", {}),
    ("lipcheck_assertion", {"spans_key": list(ASSERTED), "medicines_key": "exposures"}),
    ("lipcheck_timing", {}),
    ("lipcheck_exposures", {}),
    ("lipcheck_linking", {}),
)


def build_nlp(*, encoder: bool = True) -> Language:
    """A blank English pipeline with lipcheck's components in order; the encoder helps to tell past from present.

    >>> [name for name in build_nlp().pipe_names][0]
    'lipcheck_normalise'
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "lipcheck.MessageTokenizer.v1"}}})
    nlp.max_length = 10_000_000
    for name, config in PIPES:
        nlp.add_pipe(name, config={**config, "encoder": encoder} if name == "lipcheck_assertion" else config)
    return nlp
