"""spaCy's English tokenizer for messages, in a time that grows with the length of the message alone.

spaCy takes the signs off both ends of a run of characters without a space one by one, and looks at what is left each time:
16,000 signs in a row cost half a minute. A run that is longer than any word or address is read in pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without types
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST: Final = 200  # characters without a space that are read at once
# Patients leave out the space behind a full stop ("my lip.it tingles", "1.numb lip") and write slashes between words.
_INFIXES: Final = (
    r"(?<=[a-z])[.!?;]+(?=[A-Za-z])",
    r"(?<=[A-Za-z])[/,:()+](?=[A-Za-z])",
    r"(?<=[a-z])\.\.+(?=\w)",
    r"(?<=\d)\.(?=(?![ap]m\b)[A-Za-z]{2})",
    r"(?<=\d)\)(?=[A-Za-z])",
    r"(?<=[A-Za-z]{2})[&|](?=[A-Za-z]{2})",
)
# The marks of a list stand right before its words: "-numb lip".
_PREFIXES: Final = (r"[-–—•·▪●○◦‣>|~_]++(?=[A-Za-z])",)


class MessageTokenizer(Tokenizer):  # type: ignore[misc]  # spaCy ships no types of its compiled classes
    """spaCy's tokenizer, which reads a run of more than ``LONGEST`` characters without a space in pieces."""

    def __call__(self, string: str) -> Doc:
        """The text as a Doc that holds every character of it."""
        cuts = list(_cuts(string))
        if not cuts:
            return self._read(string)
        pieces = (string[a:b] for a, b in zip([0, *cuts], [*cuts, len(string)], strict=True))
        tokens = [token for piece in pieces for token in self._read(piece)]
        return Doc(self.vocab, words=[t.text for t in tokens], spaces=[bool(t.whitespace_) for t in tokens])

    def _read(self, string: str) -> Doc:
        doc: Doc = super().__call__(string)
        return doc


def _cuts(text: str) -> Iterator[int]:
    """Where the text is cut, in order: within runs that are too long, around the last sign of a piece where it has one."""
    if len(text) <= LONGEST:
        return
    at = 0
    for run in text.split():
        if len(run) <= LONGEST:
            continue
        at = text.index(run, at)
        end = at + len(run)
        while end - at > LONGEST:
            last = at + LONGEST - 1
            sign = next((i for i in range(last, at, -1) if not text[i].isalnum()), None)
            if sign is None:
                at = last + 1
            else:
                yield sign  # alone, for spaCy parts words at a slash between two of them only
                at = sign + 1
            yield at
        at = end


@registry.tokenizers("lipcheck.MessageTokenizer.v1")  # type: ignore[untyped-decorator]  # spaCy types none of its registries
def create_message_tokenizer() -> Callable[[Language], Tokenizer]:
    """What makes the tokenizer of a pipeline, by the name under which a saved pipeline finds it again."""

    def make(nlp: Language) -> Tokenizer:
        defaults: Any = nlp.Defaults
        return MessageTokenizer(
            nlp.vocab,
            rules=defaults.tokenizer_exceptions,
            prefix_search=compile_prefix_regex([*defaults.prefixes, *_PREFIXES]).search,
            suffix_search=compile_suffix_regex(defaults.suffixes).search,
            infix_finditer=compile_infix_regex([*defaults.infixes, *_INFIXES]).finditer,
            token_match=defaults.token_match,
            url_match=None,  # "numb.no" is two sentences here, not an address
        )

    return make
