"""From the message as it was exported to the words that the patient wrote, with a way back to every original character.

The text is rewritten in stages (escapes, entities, mojibake, tags, characters, mail layout). Each stage is a
list of edits, and the offset map is nothing but those edits read backwards, so a stage cannot forget its map.
Every pattern is possessive or bounded: the time grows with the length of the message, whatever it holds.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.entities import html5
from typing import Final, NamedTuple

from lipcheck.vocabulary import check_entries, either, read_yaml, word_lists


class _Edit(NamedTuple):
    """Put ``new`` in the place of ``text[start:end]``; never an insertion, so that every character has an origin."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class _Stage:
    """The edits of one stage: ``old`` spans of the text before it, ``new`` spans of the text after it."""

    old_starts: tuple[int, ...]
    old_ends: tuple[int, ...]
    new_starts: tuple[int, ...]
    new_ends: tuple[int, ...]

    def before(self, position: int) -> tuple[int, int]:
        """The span, before this stage, of the character at ``position`` after it."""
        i = bisect_right(self.new_starts, position) - 1
        if i < 0:
            return position, position + 1
        if position < self.new_ends[i]:
            return self.old_starts[i], self.old_ends[i]
        start = self.old_ends[i] + position - self.new_ends[i]
        return start, start + 1


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A message without its debris: ``clean("I&#39;m numb").text == "I'm numb"``."""

    text: str = field(repr=False)  # health data stays out of tracebacks and logs
    message: str = field(repr=False)
    stages: tuple[_Stage, ...] = field(default=(), repr=False)

    @property
    def changed(self) -> bool:
        """Whether any character differs from the message as given."""
        return self.text != self.message

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words ``text[start:end]`` stand in the message; a repaired run counts as one block.

        Offsets outside the text are clamped to it.

        >>> clean("my&nbsp;lip").original_span(3, 6)
        (8, 11)
        """
        start = min(max(start, 0), len(self.text))
        end = min(max(end, start), len(self.text))
        if start == end:
            if start == len(self.text):
                return len(self.message), len(self.message)
            at = self.original_span(start, start + 1)[0]
            return at, at
        last = end - 1
        for stage in reversed(self.stages):
            start = stage.before(start)[0]
            last = stage.before(last)[1] - 1
        return start, last + 1


def clean(text: str) -> Cleaned:
    """The patient's own words, without the debris of exports, mail and chat; never raises, whatever the text.

    >>> clean("19 years old r nSometimes my lip twitches").text
    '19 years old \\nSometimes my lip twitches'
    """
    lower = text.lower().replace("\u2019", "'")
    misspelt = not _negations().keys().isdisjoint([word.strip(_AROUND) for word in lower.split()])
    parted = any(hint in lower for hint in _PARTED_HINTS)
    joined = any(_joined_fields(text))
    if not (misspelt or parted or joined or _is_suspect(text) or _is_spaced(text)):
        return Cleaned(text, text)
    stages: list[_Stage] = []
    now = text

    def rewrite(edits: Iterable[_Edit]) -> None:
        nonlocal now
        now, stage = _apply(now, edits)
        if stage is not None:
            stages.append(stage)

    rewrite(_escapes(now))
    rewrite(_stray_line_ends(now))
    if "&" in now:
        rewrite(_entities(now))
    if not now.isascii():
        rewrite(_surrogate_pairs(now))
        now = _LONE_SURROGATE.sub("\ufffd", now)
        rewrite(_mojibake(now))
    if "<" in now:
        rewrite(_tags(now))
    rewrite(_line_ends(now))
    if joined:
        rewrite(_joined_fields(now))
    now = now.translate(_ONE_TO_ONE)
    if not now.isascii() or "\0" in now:
        rewrite(_characters(now))
    rewrite(_layout(now))
    rewrite(_columns(now))
    rewrite(_Edit(m.start(), m.end(), " ") for m in _SPACING.finditer(now))
    if "_" in now:
        rewrite(_Edit(m.start(), m.end(), " ") for m in _JOINED.finditer(now))
    if parted:
        rewrite(_apostrophes(now))
    if misspelt:
        rewrite(_denials(now))
    return Cleaned(now, text, tuple(stages))


def _apply(text: str, edits: Iterable[_Edit]) -> tuple[str, _Stage | None]:
    """The edited text with its map; ``edits`` are in order and do not overlap."""
    parts: list[str] = []
    old_starts: list[int] = []
    old_ends: list[int] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = length = 0
    for start, end, new in edits:
        parts += text[done:start], new
        length += start - done
        old_starts.append(start)
        old_ends.append(end)
        new_starts.append(length)
        length += len(new)
        new_ends.append(length)
        done = end
    if not old_starts:
        return text, None
    parts.append(text[done:])
    return "".join(parts), _Stage(tuple(old_starts), tuple(old_ends), tuple(new_starts), tuple(new_ends))


# --- What shows that a message may need any of this -------------------------------------------------------------

# spaces in a row, and the line end where a mail program wrapped a long line, before a small letter or behind a word that leads on
# ("on", "my", "y /"): both part words that belong together; "none of those", "none" on a line of its own answers
_SPACING: Final = re.compile(
    r"[ \t]{2,}|\t|(?<=[^\n]{55})(?<![.!?:;])\n(?=[a-z])(?![a-z][a-z0-9 .'_-]{0,20}:|none(?:[ \t]+of[ \t]+(?:those|these|them|the[ \t]+above))?[ \t.!]*(?:\n|$))|(?<=[^\n]{52} (?:on|in|at|to|of|my|by|is))\n(?=[A-Z0-9])|(?<=[^\n]{53} /)\n(?=\S)"
)
# One pattern for all that is suspect would try each alternative at each character; a set of characters, words looked up by
# "in" and the beginnings of lines cost a tenth of it.
_ODD: Final = re.compile(r"[^\t\n\x20-\x25\x27-\x3b\x3d-\x5b\x5d-\x7e]")  # not printable ASCII, or one of <&\
_LOST: Final = r"(?:r ?n|n[A-Z])"
_LOST_FIRST, _LOST_LATER = re.compile(_LOST), re.compile(rf"[^A-Za-z]{_LOST}")
_HINTS: Final = (
    *(
        "wrote",
        "From:",
        "Get Outlook",
        "ent From",
        "ent from",
        "riginal ",
        "RIGINAL ",
        "orwarded ",
        "ORWARDED ",
        "bove ",
        "BOVE ",
    ),
    *("onfidential", "ONFIDENTIAL", "privileged"),
    *("isclaimer", "ISCLAIMER", "mergenc", "MERGENC", "o not use this", "ubject:"),
)
_HINTED: Final = re.compile(
    r"wrote ?:|[Ss]ent [Ff]rom|From:|Get Outlook"
    # cheap hints in either case; what they hint at is looked at closely below
    r"|[Oo](?:riginal|RIGINAL) [MmAa]|[Ff](?:orwarded|ORWARDED) |[Aa](?:bove|BOVE) [Tt]|[Cc](?:onfidential|ONFIDENTIAL)|privileged|[Dd](?:isclaimer|ISCLAIMER)|[Ee](?:mergenc|MERGENC)|[Dd]o not use this|[Ss]ubject:"
)
_OPENS_LINE: Final = r"[ \t]{0,3}(?:>|--|\[?[0-9]{1,4}[:/.-][0-9]|(?:Patient|Pt|Client|Caller|Visitor|User|Me) ?:)"
_FIRST_LINE, _LATER_LINE = re.compile(_OPENS_LINE), re.compile(rf"\n{_OPENS_LINE}")


def _is_suspect(text: str) -> bool:
    """Whether anything shows that a message holds more than the patient's plain words."""
    return bool(
        _ODD.search(text)
        or _LOST_FIRST.match(text)
        or _LOST_LATER.search(text)
        or _FIRST_LINE.match(text)
        or _LATER_LINE.search(text)
        or ("_" in text and _JOINED.search(text))
        or (any(hint in text for hint in _HINTS) and _HINTED.search(text))
    )


def _apostrophes(text: str) -> Iterator[_Edit]:
    """Put the apostrophes where they belong."""
    for match in _PARTED.finditer(text):
        kind = str(match.lastgroup)
        yield _Edit(*match.span(kind), f"{match[kind][1]}'{match[kind][2]}" if kind == "nt" else "'")


@lru_cache(maxsize=1)
def _negations() -> dict[str, str]:
    """Misspelt words that deny, and what they mean."""
    rows = check_entries("negations", read_yaml("negations"), ("words", "means"))
    return {word: row["means"] for row in rows for word in row["words"]}


def _denials(text: str) -> Iterator[_Edit]:
    """Write out misspelt words that deny."""
    for match in _DENIAL.finditer(text):
        if (meant := _negations().get(match[0].lower())) is not None:
            yield _Edit(match.start(), match.end(), meant)


_DENIAL: Final = re.compile(r"(?<![\w'])[A-Za-z]++(?:'++[A-Za-z]++){0,3}(?![\w'])")


def _is_spaced(text: str) -> bool:
    """Whether a message holds spacing to mend."""
    return ("  " in text or "\t" in text or "\n" in text) and _SPACING.search(text) is not None


# an apostrophe that an export turned into a space, or a typist missed: "don t", "I m", "bell s palsy", "can;t", "does'nt"
_PARTED_HINTS: Final = ("n t", " m ", " ve ", " s ", " ll ", " re ", "n 't", ";t", ",t", "`", "'nt")
# what may stand around a word
_AROUND: Final = '()[].,:;!?"*-'
_PARTED: Final = re.compile(
    r"\b(?:do|does|did|is|was|are|were|wo|ca|could|would|should|has|have|had|ai)n(?P<not> '|[ ;,`])t\b(?![- ]?shirt)"
    r"|\bi(?P<am>[ ;`])(?:m|ve|ll)\b|\b(?:it|he|she|that|there|what|here|who)(?P<is>[ ;`])s\b"
    r"|\b(?:they|we|you)(?P<are>[ ;`])(?:re|ve|ll)\b|(?<=[a-z]{2})(?P<own>[ `])s(?= [a-z]{2})|(?<=[a-z])(?P<nt>'nt)\b",
    re.IGNORECASE,
)
# "facial_droop=no" of a form
_JOINED: Final = re.compile(r"(?<=[A-Za-z])_(?=[A-Za-z_]{1,40}+ ?[=:])")
_WORDS: Final = re.compile(r"[^\W_]")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# --- Line ends and quotes that a broken export wrote out ---------------------------------------------------------

# Words that begin a sentence. After a lone "\n" or "r n" they tell "numb\nand" from "numb\tingling", "r nmy" from
# "r numb"; so none of them may make a word with an n before it ("or", "on", "ear").
_OPENERS: Final = _words(
    "a after also am and any are around because before but can could do does during for from have hello help her hi his "
    "how i i'm i've if im in it it's just last like my only please she since so sometimes thank thanks that the then "
    "there they this to today we what when which while why with you your"
)
_WORD: Final = re.compile(r"[A-Za-z']{1,12}+")
_ESCAPE: Final = re.compile(
    r"(?<!\\)(?<!\b[A-Z]:)\\++(?:(?P<line>r\\++n|[rn])|(?P<tab>t)|u(?P<hex>[0-9a-fA-F]{4})|(?P<quote>['\"]))"
)


def _escapes(text: str) -> list[_Edit]:
    r"""Backslash sequences: ``old\nSometimes`` is two lines, ``numb\tingling`` is a kind of slash and stays."""
    if "\\" not in text:
        return []
    sure: list[_Edit] = []
    unsure: list[_Edit] = []
    for match in _ESCAPE.finditer(text):
        written = match["quote"] or ("\n" if match["line"] else "\t")
        new = chr(int(match["hex"], 16)) if match["hex"] else written
        edit = _Edit(match.start(), match.end(), new)
        inside_word = (
            text[match.start() - 1 : match.start()].islower() and text[match.end() : match.end() + 1].islower()
        )
        ambiguous = inside_word and (match["tab"] or match["line"] in ("r", "n"))
        (unsure if ambiguous and _next_word(text, match.end()) not in _OPENERS else sure).append(edit)
    if any(edit.new in "\n\t" for edit in sure):  # this export does write line ends out
        return sorted(sure + unsure)
    return sure


_STRAY: Final = re.compile(r"(?<![^\s.,;:!?)])(?:r n|rn(?=[A-Z])|n(?=[A-Z]))")
_BEFORE_NURSE: Final = _words(
    "a an the am as i'm im is was registered my your her his our being u you we they are and or"
)


def _stray_line_ends(text: str) -> list[_Edit]:
    """Line ends that lost their backslashes: ``old r nSometimes``; not in "my lips r numb", "as an r n I know"."""
    sure: list[_Edit] = []
    unsure: list[_Edit] = []
    for match in _STRAY.finditer(text):
        verdict = _is_line_end(text, match)
        if verdict is not None:
            (sure if verdict else unsure).append(_Edit(match.start(), match.end(), "\n"))
    return sorted(sure + unsure) if sure else []


def _is_line_end(text: str, match: re.Match[str]) -> bool | None:
    """True: debris; False: debris if the message has other debris; None: words."""
    following = text[match.end() : match.end() + 2]
    if following[:1].isupper():
        sentence = (
            following[1:].islower() or (following[0] in "IA" and not following[1:].isalnum()) or following == "I'"
        )
        # "nCoV" and "rnDNA" are words; with the space within, nothing else is spelt so
        return True if match[0] == "r n" or (sentence and following != "Co") else None
    if match[0] != "r n":
        return None
    if following[:1].islower():
        return True if _next_word(text, match.end()) in _OPENERS else None
    if _last_word(text, match.start()) in _BEFORE_NURSE:
        return None
    if following.isspace() or not following or following[0].isspace():
        after = text[match.end() : match.end() + 8].lstrip()
        return not after or after[0].isupper() or after.startswith("r n")
    return False


def _next_word(text: str, start: int) -> str:
    match = _WORD.match(text, start)
    return match[0].lower() if match else ""


def _last_word(text: str, end: int) -> str:
    words = text[max(0, end - 16) : end].split()
    return words[-1].lower().strip(".,;:!?") if words else ""


_ASKS: Final = re.compile(rf"\s*(?:{either(word_lists('answers')['asks_for'])})\b", re.IGNORECASE)
_FIELD: Final = re.compile(r"(?!no:|yes:)[^\W\d_][^:/\n]{1,40}:(?=\s|$)", re.IGNORECASE)


# a run of spaces is tried once, from its first
_SLASH: Final = re.compile(r"(?<![ \t])[ \t]++/[ \t]++|\n")


def _joined_fields(text: str) -> Iterator[_Edit]:
    """The slashes between the fields of a form that an export put on one line: "Lips: swollen / Throat: tight".

    Not those of one field's list: "Any trouble with: speech / balance: no".
    """
    begins = 0
    for slash in _SLASH.finditer(text):
        before = text[begins : slash.start()]
        if slash[0] != "\n" and ":" in before and not _ASKS.match(before) and _FIELD.match(text, slash.end()):
            yield _Edit(slash.start(), slash.end(), "\n")
        begins = slash.end()


def _line_ends(text: str) -> Iterator[_Edit]:
    """``\\r\\n`` is one line end; a lone ``\\r`` is mended with the other characters."""
    return (_Edit(match.start(), match.end(), "\n") for match in re.finditer("\r\n", text))


# --- HTML -------------------------------------------------------------------------------------------------------

# "&amp;" may have been escaped again and again: "&amp;amp;#39;"
_ENTITY: Final = re.compile(
    r"&(?:amp;){0,4}(?:(?P<code>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}+);"
    r"|(?P<bare>nbsp|quot|amp|lt|gt)(?![A-Za-z0-9;=]))"
)


def _entities(text: str) -> Iterator[_Edit]:
    """``&#39;`` and ``&nbsp;``, but not "this&not that": html.unescape alone would guess at a missing semicolon."""
    for match in _ENTITY.finditer(text):
        code = match["code"] or match["bare"]
        if code[0] == "#" or code + ";" in html5:
            # a code that stands for no character ("&#2;") leaves a space, so that no words are glued
            yield _Edit(match.start(), match.end(), html.unescape(f"&{code};") or " ")


_LINE_TAGS: Final = _words(
    "address article blockquote body br caption center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 head header hr "
    "html li main nav ol p pre script section style table tbody tfoot thead title tr ul"
)
_INLINE_TAGS: Final = _words(
    "a abbr acronym b base basefont big button cite code col colgroup del em font i img input ins kbd label link mark meta "
    "noscript o:p option q s samp select small span st1:place strike strong sub sup td textarea th tt u var wbr"
)
_UNSEEN_TAGS: Final = ("script", "style", "title")
_TAG: Final = re.compile(
    r"<(?:!--|!(?i:doctype)[^<>]*+>|(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:]{0,15}+)(?P<rest>[^<>]*+)>)"
)


def _tags(text: str) -> Iterator[_Edit]:
    """``<br>`` is a line end, ``<b>`` nothing; "<3", "temp < 38" and "<anna@example.org>" are text."""
    run_start = run_end = -1
    line = False
    for start, end, is_line in _markup(text):
        if start != run_end:
            if run_start >= 0:
                yield _Edit(run_start, run_end, _gap(text, run_start, run_end, line=line))
            run_start, line = start, False
        run_end = end
        line |= is_line
    if run_start >= 0:
        yield _Edit(run_start, run_end, _gap(text, run_start, run_end, line=line))


def _gap(text: str, start: int, end: int, *, line: bool) -> str:
    """What stays in the place of a run of tags, so that "left</td><td>lip" is still two words."""
    if line:
        return "\n"
    return " " if text[start - 1 : start].isalnum() and text[end : end + 1].isalnum() else ""


def _markup(text: str) -> Iterator[tuple[int, int, bool]]:
    """Each tag, comment, and element that a reader would not see: start, end, whether it ends a line."""
    done = 0
    lowered = ""
    unclosed: set[str] = set()  # looked for once: a search for each opening tag would be quadratic
    for match in _TAG.finditer(text):
        if match.start() < done:
            continue
        name = (match["name"] or "").lower()
        end = match.end()
        if not name:
            if match[0] == "<!--":
                end = -1 if "-->" in unclosed else text.find("-->", end)
                if end < 0:
                    unclosed.add("-->")
                    continue
                end += len("-->")
        elif not _is_tag(name, match["rest"]):
            continue
        elif name in _UNSEEN_TAGS and not match["close"] and name not in unclosed:
            lowered = lowered or text.translate(_ASCII_LOWER)
            closing = lowered.find(f"</{name}>", end)
            if closing < 0:
                unclosed.add(name)
            else:
                end = closing + len(name) + 3
        yield match.start(), end, name in _LINE_TAGS
        done = end


_ASCII_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  # str.lower() may change the length


def _is_tag(name: str, rest: str) -> bool:
    if name not in _LINE_TAGS and name not in _INLINE_TAGS:
        return False
    rest = rest.rstrip("/ \t\n\r")
    # without a "=", "<b and c>" is two comparisons
    return not rest or (rest[0].isspace() and "=" in rest)


# --- Characters -------------------------------------------------------------------------------------------------

_SURROGATE_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _surrogate_pairs(text: str) -> Iterator[_Edit]:
    """Halves of one character, as JavaScript writes an emoji, made whole."""
    for match in _SURROGATE_PAIR.finditer(text):
        high, low = map(ord, match[0])
        yield _Edit(match.start(), match.end(), chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00))


# Not \S: the no-break space and U+0085 are spaces to Python, and bytes of a broken character to mojibake.
_TOKEN: Final = re.compile(r"[^\t\n\x0b\x0c\r ]++")
_NON_ASCII: Final = re.compile(r"([^\x00-\x7f]++)")
# A character broken into bytes leaves two neighbours, a control code, or one of these before a lost space.
_MAYBE_BROKEN: Final = re.compile(r"[^\x00-\x7f]{2}|[\x80-\x9fÂÃ]")
_MAX_TOKEN: Final = 2_000  # longer is no word
_MAX_REPAIR: Final = 200_000  # distinct characters' worth of repair a message: a bound on time


def _mojibake(text: str) -> Iterator[_Edit]:
    """``cafÃ©`` is "café", a word at a time, so that one broken word cannot change the reading of a sound one."""
    if not _MAYBE_BROKEN.search(text):
        return
    import ftfy  # here, because most messages never need it
    from ftfy.badness import is_bad

    known: dict[str, str] = {}
    budget = _MAX_REPAIR
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if end - start > _MAX_TOKEN or match[0].isascii():
            continue
        if text[end - 1] in "ÂÃ" and text[end : end + 1] == " ":
            end += 1  # the space is what became of a no-break space, the second byte of the broken character
        token = text[start:end]
        fixed = known.get(token)
        if fixed is None:
            fixed = token
            if is_bad(token) and len(token) <= budget:
                budget -= len(token)
                fixed = ftfy.fix_encoding(token)
            known[token] = fixed
        if fixed != token:
            yield from _token_edits(start, token, fixed)


def _token_edits(start: int, token: str, fixed: str) -> Iterator[_Edit]:
    """The broken runs of a word only, where the letters between them show which became what."""
    old = _NON_ASCII.split(token)
    new = _NON_ASCII.split(fixed)
    if old[::2] != new[::2]:
        yield _Edit(start, start + len(token), fixed)
        return
    for before, after in zip(old, new, strict=True):
        if before != after:
            yield _Edit(start, start + len(before), after)
        start += len(before)


def _one_to_one() -> dict[int, str]:
    """Characters with a plain equivalent of the same length, which need no entry in the offset map."""
    table = dict.fromkeys((*range(0x01, 0x20), *range(0x7F, 0xA1), *range(0x2000, 0x200B), 0xFFFC), " ")
    table |= dict.fromkeys((0x1680, 0x202F, 0x205F, 0x3000, 0xFFFE, 0xFFFF), " ")
    table |= dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
    table[0x09] = "\t"
    table |= dict.fromkeys(map(ord, "‘’‚‛′´ʼʹ＇"), "'") | dict.fromkeys(map(ord, "“”„‟″«»＂"), '"')
    table |= dict.fromkeys(map(ord, "‐‑‒–−"), "-")  # a range of days; the em dash parts clauses, and stays
    # full-width letters, letters drawn bold or in script, and signs that are letters (Kelvin, Angstrom, Ohm)
    for code in (*range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D800), 0x212A, 0x212B, 0x2126):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table.setdefault(code, plain)
    return table


_ONE_TO_ONE: Final = _one_to_one()
_EMOJI: Final = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_JOINERS: Final = "\u200d\ufe00-\ufe0f\u20e3\U000e0000-\U000e007f"
_UNSEEN: Final = "\0\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb" + _JOINERS
_MARKS: Final = "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff"
_CHARACTER: Final = re.compile(
    f"(?P<emoji>[{_EMOJI}][{_EMOJI}{_JOINERS}]*+)|(?P<unseen>[{_UNSEEN}]++)|(?P<ligature>[\ufb00-\ufb06])"
    f"|(?P<composed>[A-Za-z\u00c0-\u024f][{_MARKS}]{{1,30}})"
)
_DROP_UNSEEN: Final = re.compile(f"[{_UNSEEN}]")


def _characters(text: str) -> Iterator[_Edit]:
    """Unseen characters go, emoji part words, letters and accents in two pieces become one (NFC)."""
    for match in _CHARACTER.finditer(text):
        start, end = match.span()
        if match["unseen"]:
            new = ""
        elif match["emoji"]:
            left = " " if text[start - 1 : start].isalnum() else ""
            right = " " if text[end : end + 1].isalnum() else ""
            new = left + _DROP_UNSEEN.sub("", match[0]) + right
        else:
            new = unicodedata.normalize("NFKC" if match["ligature"] else "NFC", match[0])
        if new != match[0]:
            yield _Edit(start, end, new)


# --- Mail and chat ----------------------------------------------------------------------------------------------


def _layout(text: str) -> list[_Edit]:
    """Earlier mail, signatures, notices and chat prefixes; kept where without them nothing would be left.

    A message that is only a forwarded mail is what the patient wants read: its marks go, its text stays.
    """
    marks: list[_Edit] = [*_chat_prefixes(text), *_device_lines(text)]
    removed: list[_Edit] = [*_quoted_lines(text), *_notices(text), *_portal_lines(text), *_taken_back_subject(text)]
    removed += _own_mail(text)
    cuts: list[int] = []
    for find in (_original_message, _wrote, _headers, _reply_line):
        more, cut = find(text)
        marks += more
        if cut is not None:
            cuts.append(cut)
    end = min(cuts, default=len(text))
    signature = _signature(text, end)
    if signature is not None:
        removed.append(_Edit(signature, end, ""))
    if end < len(text):
        removed.append(_Edit(end, len(text), ""))
    for edits in (_disjoint(marks + removed), _disjoint(marks)):
        if edits and _WORDS.search(_apply(text, edits)[0]):
            return edits
    return []


_HEADER: Final = re.compile(
    r"^[^\n]*?(?P<first>yes|no)(?:[ \t]{2,}|\t[ \t]*)(?P<second>no|yes)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_TICKED: Final = re.compile(r"(?P<gap>[ \t]{2,}|\t[ \t]*)[xX✓✔√](?=[ \t]|$)")
_ROWS: Final = 60  # lines of one list


def _columns(text: str) -> Iterator[_Edit]:
    """The ticks under "YES  NO" at the head of a list, as words: "Numb lip          X" is "Numb lip: no"."""
    if "\t" not in text and "  " not in text:
        return
    done = 0
    for header in _HEADER.finditer(text):
        if header.start() < done:
            continue
        heads = [
            (_column(text, header.start(), header.start(name)), header[name].lower()) for name in ("first", "second")
        ]
        at = header.end() + 1
        for _ in range(_ROWS):
            end = text.find("\n", at)
            end = end if end >= 0 else len(text)
            if at >= len(text) or not text[at:end].strip():
                break
            if tick := _TICKED.search(text, at, end):
                column = _column(text, at, tick.end() - 1)
                _, word = min(heads, key=lambda head: abs(head[0] - column))
                yield _Edit(tick.start(), tick.end(), f": {word}")
            at = end + 1
        done = at


def _column(text: str, line: int, at: int) -> int:
    """Which column of its line a character stands in: by its tabs where there are any, else by its place."""
    return text.count("\t", line, at) or at - line


def own_words(text: str) -> str:
    """A mail's text without the mail that it answers, signatures, notices and device lines.

    >>> own_words("My lip is numb.\\n\\nOn Mon, 4 Mar 2024 at 09:15, Clinic wrote:\\n> How are you?")
    'My lip is numb.'
    """
    edits = _layout(text.replace("\r\n", "\n"))
    return _apply(text.replace("\r\n", "\n"), edits)[0].strip()


def _disjoint(edits: list[_Edit]) -> list[_Edit]:
    """The edits in order, those that overlap as one."""
    merged: list[_Edit] = []
    for edit in sorted(edit for edit in edits if edit.start < edit.end):
        if merged and edit.start < merged[-1].end:
            merged[-1] = _Edit(merged[-1].start, max(edit.end, merged[-1].end), merged[-1].new)
        else:
            merged.append(edit)
    return merged


_TIME: Final = r"[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
_DAY: Final = r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
_CHAT: Final = re.compile(
    rf"^[ \t]{{0,3}}(?:\[(?:{_DAY},? )?{_TIME}(?:,? {_DAY})?\] ?[^\n:\[\]]{{1,40}}: ?|{_DAY},? {_TIME} ?- ?[^\n:]{{1,40}}: ?"
    rf"|{_TIME} ?(?:- ?)?(?P<name>[A-Z][\w.'-]{{0,19}}+(?: [A-Z][\w.'-]{{0,19}}+){{0,2}}): ?"
    r"|(?:Patient|Pt|Client|Caller|Visitor|User|Me) ?: ?)",
    re.MULTILINE,
)
# "09:15 Numbness: left lip" is a diary, not a chat: a complaint ends as names seldom do
_NOT_A_NAME: Final = re.compile(r"(?:ness|ing|ache|tion|pain|lips?|face|cramps?|spasms?|s[iy]s)$", re.IGNORECASE)


def _chat_prefixes(text: str) -> Iterator[_Edit]:
    """``[12/03/2024, 09:15] Anna: `` and the like at the start of a line."""
    for match in _CHAT.finditer(text):
        if not (match["name"] and _NOT_A_NAME.search(match["name"])):
            yield _Edit(match.start(), match.end(), "")


_DEVICE: Final = re.compile(
    r"\bSent from (?:my )?(?:iPhone|iPad|Android|Samsung|Galaxy|BlackBerry|Huawei|Xiaomi|Pixel|Windows|Yahoo|Outlook|AOL|Mail"
    r"|Proton ?Mail|Gmail)[^\n.,;!?]{0,40}|\bGet Outlook for (?:iOS|Android)(?: ?<[^<>\n]{0,80}>)?"
    r"|^[ \t]{0,3}Sent from my [^\n]{1,60}+$",
    re.MULTILINE,
)


def _device_lines(text: str) -> Iterator[_Edit]:
    """ "Sent from my iPhone", alone on its line or after the last sentence."""
    if "Sent from" in text or "Get Outlook" in text:
        for match in _DEVICE.finditer(text):
            yield _Edit(match.start(), match.end(), " ")


_QUOTED: Final = re.compile(r"(?:^[ \t]{0,3}>[^\n]*+(?:\n|\Z))++", re.MULTILINE)
_MORE_THAN: Final = re.compile(r"[ \t]*+> ?[0-9][^\n]*+\n?\Z")


def _quoted_lines(text: str) -> Iterator[_Edit]:
    """Lines that begin with ">", unless a single one begins with "more than 3 days"."""
    if ">" in text:
        for match in _QUOTED.finditer(text):
            if not _MORE_THAN.match(match[0]):
                yield _Edit(match.start(), match.end(), "")


_NOTICE: Final = re.compile(
    r"\bCONFIDENTIALITY (?:NOTICE|STATEMENT)\b|\b(?i:confidentiality (?:notice|statement) ?:)"
    r"|\b(?i:this (?:e-?mail|message|communication|transmission)(?:,? (?:and|including) (?:any|all)[a-z ]{0,40}?,?)?"
    r" (?:is|are|may|contains?)\b[a-z ,]{0,60}?\b(?:confidential|privileged))\b"
)
_LEGAL: Final = re.compile(r"(?i)attachment|recipient|intended|privileged|disclos|CONFIDENTIALITY (?:NOTICE|STATEMENT)")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*+\n")


def _notices(text: str) -> Iterator[_Edit]:
    """Canned legal text to the end of its paragraph; "this message is confidential, I ..." is the patient."""
    done = 0
    if "onfidential" not in text and "CONFIDENTIAL" not in text and "privileged" not in text:
        return
    for match in _NOTICE.finditer(text):
        if match.start() >= done and _LEGAL.search(text, match.start(), match.end() + 300):
            blank = _BLANK_LINE.search(text, match.end())
            done = blank.start() if blank else len(text)
            yield _Edit(match.start(), done, "")


# What a portal prints above its form. A patient who writes "if this is an emergency" speaks of "I" or "my".
_EMERGENCY_NUMBER: Final = r"(?:call|dial|phone|ring) (?:911|999|112|000|111|108|your local emergency|the emergency|emergency services|an ambulance)"
_PORTAL: Final = re.compile(
    r"^[ \t*]{0,3}(?:(?:disclaimer|important|notice|please note|note|warning|nb)[ \t]?:[ \t]?[^\n]{0,400}?"
    r"(?:do not (?:use|send)|not (?:be )?(?:used|monitored|intended|suitable)|" + _EMERGENCY_NUMBER + r")[^\n]{0,400}"
    r"|(?:please )?do not use this (?:portal|form|inbox|service|page|app|mailbox|message)[^\n]{0,400}"
    r"|(?:if|in case) (?:this is|you (?:are|have|think)|of)[^\n.!?]{0,300}\bemergenc[^\n.!?]{0,300}"
    + _EMERGENCY_NUMBER
    + r"[^\n]{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)


def _portal_lines(text: str) -> Iterator[_Edit]:
    """Canned lines of a portal: "Do not use this portal for sudden weakness"; not where they speak of "my face"."""
    for match in _PORTAL.finditer(text):
        if not _FIRST_PERSON.search(match[0]):
            yield _Edit(match.start(), match.end(), "")


_SUBJECT_LINE: Final = re.compile(r"^[ \t]{0,3}subject ?:[^\n]{0,120}$", re.IGNORECASE | re.MULTILINE)
_NOT_THE_SUBJECT: Final = re.compile(r"\b(?:wrong|old|ignore the|not the|mistaken|incorrect) subject\b", re.IGNORECASE)


def _taken_back_subject(text: str) -> Iterator[_Edit]:
    """A subject line of which the mail says that it is the wrong one."""
    if "ubject" in text and _NOT_THE_SUBJECT.search(text):
        for match in _SUBJECT_LINE.finditer(text):
            yield _Edit(match.start(), match.end(), "")


_Found = tuple[list[_Edit], int | None]
_ORIGINAL: Final = re.compile(
    r"--[ \t]?(?:original (?:message|appointment)|forwarded (?:message|by\b[^\n]{0,80}?))[ \t]?--"
    r"|^[ \t]{0,3}begin forwarded message ?:",
    re.IGNORECASE | re.MULTILINE,
)


def _original_message(text: str) -> _Found:
    """``-----Original Message-----``."""
    match = _ORIGINAL.search(text) if "--" in text or "forwarded" in text.lower() else None
    if not match:
        return [], None
    start = match.start()
    while start and text[start - 1] == "-":
        start -= 1
    end = match.end()
    while end < len(text) and text[end] == "-":
        end += 1
    return [_Edit(start, end, " ")], start


_WROTE: Final = re.compile(r"\bwrote ?:")
_ON_DATE: Final = re.compile(
    r"On (?:[A-Za-z]{3,9},? )?(?:[A-Za-z]{3,9}\.? [0-9]{1,2},? [0-9]{4}|[0-9]{1,2}\.? [A-Za-z]{3,9}\.?,? [0-9]{4}"
    rf"|{_DAY})"
)
_WRITER: Final = re.compile(r"[0-9]:[0-9]{2}|@|,?\s(?:[A-Z][\w.'-]{0,20}+,?\s*+){1,5}\Z")


_BY_PATIENT: Final = re.compile(r"\bI\s*+\Z")
_STILL_SO: Final = re.compile(
    r"\b(?:still|same|worse|again|since|repl(?:y|ied)|answer(?:ed)?|heard|nobody|no one|nothing)\b", re.IGNORECASE
)


def _own_mail(text: str) -> Iterator[_Edit]:
    """The rest of the line behind "On 3 May 2021 I wrote:", unless the message goes on to say that it is still so."""
    if "I wrote" not in text:
        return
    last = max((m.start() for m in _STILL_SO.finditer(text)), default=-1)
    for match in _WROTE.finditer(text):
        start = text.rfind("On ", max(0, match.start() - 60), match.start())
        if start < 0 or not _ON_DATE.match(text, start) or not _BY_PATIENT.search(text[start : match.start()]):
            continue
        end = text.find("\n", match.end())
        if end >= 0 and last < end:
            yield _Edit(start, end, " ")


def _wrote(text: str) -> _Found:
    """``On Mon, 4 Mar 2024 at 09:15, Clinic wrote:``; with ">" lines under it only those go, as the answer may follow."""
    marks: list[_Edit] = []
    if "wrote" not in text:
        return marks, None
    done = 0
    for match in _WROTE.finditer(text):
        start = text.rfind("On ", max(done, match.start() - 300), match.start())
        done = match.end()
        if start < 0 or text[start - 1 : start].isalnum():
            continue
        head = text[start : match.start()]
        date = _ON_DATE.match(head)
        if not date or "\n\n" in head or _BY_PATIENT.search(head) or not _WRITER.search(head, date.end()):
            continue
        marks.append(_Edit(start, match.end(), " "))
        rest = text[match.end() : match.end() + 20].lstrip()
        if not rest.startswith(">"):
            return marks, start
    return marks, None


_FROM: Final = re.compile(r"(?<!\w)\*?From: ?\*?")
_MAX_HEADER: Final = 600
_SENT: Final = re.compile(r"\b(?:Sent|Date):")
_SUBJECT: Final = re.compile(r"\bSubject: ?\*?|\bTo:[^\n]*+")
_LATER_HEADER: Final = re.compile(r"[^\n]*+\n(?P<header>(?:To|Cc|CC|Bcc|Importance|Reply-To): [^\n]*+)")


def _headers(text: str) -> _Found:
    """``From: ... Sent: ... Subject: ...``; at the top it belongs to the message, and only the header goes."""
    marks: list[_Edit] = []
    if "From:" not in text:
        return marks, None
    done = 0
    next_sent = _SENT.search(text)
    for match in _FROM.finditer(text):
        # found once and carried along: to look ahead from each "From:" would cost its window again and again
        if next_sent and next_sent.start() < match.end():
            next_sent = _SENT.search(text, match.end())
        if not next_sent:
            break
        if match.start() < done or next_sent.start() > match.start() + _MAX_HEADER:
            continue
        window = text[match.start() : match.start() + _MAX_HEADER].split("\n\n", 1)[0]
        sent = _SENT.search(window)
        if not sent:
            continue
        subject = None
        for subject in _SUBJECT.finditer(window, sent.end()):
            if subject[0].startswith("Subject"):
                break
        if subject is None:
            continue
        done = match.start() + subject.end()
        top = not _WORDS.search(text, 0, match.start())
        marks.append(_Edit(match.start(), done, ""))
        later = _LATER_HEADER.match(text, done)
        if later:
            marks.append(_Edit(later.start("header"), later.end("header"), ""))
        if not top:
            return marks, match.start()
    return marks, None


_REPLY_LINE: Final = re.compile(
    r"[-#=*_~ ]{0,16}+(?:please )?(?:(?:type|write|enter) )?(?:your )?(?:reply|response|answer) above this line[-#=*_~ ]*+",
    re.IGNORECASE,
)


def _reply_line(text: str) -> _Found:
    """``--- Please reply above this line ---``."""
    match = _REPLY_LINE.search(text) if "above" in text.lower() else None
    if not match:
        return [], None
    return [_Edit(match.start(), match.end(), " ")], match.start()


_SEPARATOR: Final = re.compile(r"^--[ \t]*+$", re.MULTILINE)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]ine)\b")
_MAX_SIGNATURE: Final = 600


def _signature(text: str, end: int) -> int | None:
    """Where a signature under ``-- `` begins; what speaks of "my lip" is no signature, whatever stands above it."""
    for match in _SEPARATOR.finditer(text, max(0, end - _MAX_SIGNATURE), end):
        if not _FIRST_PERSON.search(text, match.end(), end):
            return match.start()
    return None
