"""The spaCy pipeline: ``build_nlp()`` gives the ordered components."""

from __future__ import annotations

from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex

# Importing a component registers its factory; installed packages find it through the entry points as well. The display is
# for those who look at documents: they add it.
from lipcheck.components import assertion, display, exposures, linking, mentions, normalise, timing  # noqa: F401

ASSERTED: Final = ("symptoms", "exposures", "conditions")
PIPES: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("lipcheck_normalise", {}),
    ("lipcheck_mentions", {}),
    ("lipcheck_assertion", {"spans_key": list(ASSERTED)}),
    ("lipcheck_timing", {}),
    ("lipcheck_exposures", {}),
    ("lipcheck_linking", {}),
)
# Patients leave out the space behind a full stop ("my lip.it tingles") and write slashes between words.
_INFIXES: Final = (r"(?<=[a-z])[.!?;]+(?=[A-Za-z])", r"(?<=[A-Za-z])[/,:()+](?=[A-Za-z])", r"(?<=[a-z])\.\.+(?=\w)")


def build_nlp() -> Language:
    """A blank English pipeline with lipcheck's components in order.

    >>> [name for name in build_nlp().pipe_names][0]
    'lipcheck_normalise'
    """
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    infixes = [*(nlp.Defaults.infixes or []), *_INFIXES]
    # a blank pipeline's tokenizer is spaCy's own, which its type does not say
    tokenizer: Any = nlp.tokenizer
    tokenizer.url_match = None  # "numb.no" is two sentences here, not an address
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    for name, config in PIPES:
        nlp.add_pipe(name, config=config)
    return nlp
