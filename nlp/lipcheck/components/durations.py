"""Which times are durations of the complaint: an episode's length, or the course since it began.

``judge`` goes by plain words ("for the past 3 weeks", "lasts 5 minutes", "on it for a year"); where they leave it open,
a small trained model weighs the surroundings (``TimingModel``, ``nlp/lipcheck/model/timing.json``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lipcheck.components.moments import Time
from lipcheck.components.surroundings import Setting
from lipcheck.vocabulary import word_lists

_SIZES: Final = {
    "second": "s", "minute": "m", "hour": "h", "day": "d", "yesterday": "d", "before_yesterday": "d", "night": "d", "week": "w",
    "fortnight": "w", "month": "mo", "year": "y", "decade": "y",
}  # fmt: skip
_BARE: Final = frozenset({"edge", "comma", "open", "colon", "word", "and", "stop", "symptom"})
_ENDS: Final = frozenset({"edge", "stop", "comma", "close"})
_OTHER_MATTERS: Final = frozenset({"drug", "life", "condition", "event", "plan", "free"})
_AT_IT: Final = frozenset({"clause", "sentence", "last"})
CLEAR: Final = frozenset({"episode", "course", "none"})
_BEFORE_LAST: Final = frozenset({"the", "for", "since", "from", "in", "last", "edge", "of"})
_WEEK: Final = 7 * 86400.0
_FORTNIGHT: Final = 14 * 86400.0
_LONG: Final = 28 * 86400.0
_WITH_CHILD: Final = word_lists("moments")["with_child"]
_ADULT: Final = 13 * 365 * 86400.0


def is_short(time: Time) -> bool:
    """Whether a time is told in seconds, minutes or hours."""
    return _SIZES[time.unit] in "smh"


def judge(time: Time, s: Setting) -> str:
    """``episode``, ``course``, ``none`` where plain words say so, ``event`` beside another event's date, else ``open``."""
    verdict = _judge(time, s)
    if s.kind == "other" and s.where == "clause" and verdict != "none":
        return "none"
    if s.followed == "ago" and s.near("ends", 3) and s.left.startswith("drug") and s.where != "clause":
        return "none"  # "The tablets were finished 12 days ago"
    # a date of weeks back would make the complaint an old one: not on a mere guess
    old = time.high_s >= _LONG and s.where != "clause" and s.then == "no"
    apart = old and s.left.split(" ")[0] in ("event", "drug", "life")
    if verdict == "event" and (apart or not s.complaint):
        return "none"
    if verdict == "open" and old and s.followed == "ago" and s.topic == "none" and s.where == "elsewhere":
        return "none"
    return verdict


def _judge(time: Time, s: Setting) -> str:
    short = is_short(time)
    if s.followed in ("old", "pregnant", "activity") or s.held == "until":
        return "none"
    if time.unit in ("week", "month") and s.followed in _ENDS and _is_of_pregnancy(s.said_before):
        return "none"  # "I'm pregnant, seven months, face swollen"
    if short and s.held != "lasts" and s.near("life", 2):
        return "none"
    if time.form == "last" and (s.held == "of" or (s.followed == "of" and s.right == "none")):
        return "none"  # "the 3rd of last month", "the last week of march"
    if s.asked == "other":
        return "none"
    if s.asked == "long" and s.of_drug and s.where not in _AT_IT and s.side != "<":
        return "none"  # "Medicine: sertraline. How long: 10 weeks. Side effects: dry mouth"
    if s.asked in ("last", "long"):
        return "episode" if s.asked == "last" else "course"
    if time.form == "nth":
        return _nth(time, s)
    if (
        s.held in ("edge", "stop", "comma", "open")
        and s.followed in _ENDS
        and time.unit == "year"
        and time.low_s > _ADULT
    ):
        return "none"
    if s.held == "next":
        if s.followed == "ago":  # "I noticed the twitching first two months ago"
            return _dated(s) if s.ours and s.near("began") else "none"
        # "itchy for the next two days", "the first two days my lips tingled"
        return "course" if not short and s.topic == "symptom" and s.kind in ("complaint", "companion") else "none"
    told_of_it = s.where in _AT_IT and s.near("it", 2) and s.near("ends", 5, ">")  # "it took an hour to come back"
    if s.held == "takes" and short and not (s.ours or told_of_it):
        return "open"  # "the scan took an hour"
    if (
        s.held == "lasts"
        or (s.held == "takes" and time.form == "amount")
        or (s.held == "last" and time.lead < time.start and not s.opens and s.held2 not in _BEFORE_LAST)
    ):
        if s.left == "plan" and not s.ours:
            return "none"
        # "the swelling lasted four days" is the whole of it, "each lasts a day" is not
        whole = time.low_s >= _FORTNIGHT or (not short and s.near("lasted", 3) and not s.near("bout", 6))
        return "course" if whole and not s.near("each") else "episode"
    if s.held in ("in", "after") and s.near("ends", 3) and short:
        return "episode"
    if (
        s.held in ("in", "after")
        and short
        and not s.over
        and s.near("it", 2, ">")
        and s.near("ends", 5, ">")
        and not s.near("plan", 5, ">")
    ):
        return "episode"  # "in five minutes it is good again"
    if s.followed == "ago" or (s.held == "before" and s.followed != "now"):
        return _dated(s)
    if s.followed == "since":
        # "six weeks since my face dropped", "two weeks since it started", but not "three weeks since my dad died"
        began = (s.right == "symptom" and s.side == ">" and s.distance <= 6) or s.near("began", 3, ">")
        return "course" if began else "open" if s.ours and s.held != "been" else "none"
    if s.followed == "later":
        if s.held == "for" and s.left == "symptom":
            return "episode" if short or (time.high_s < _WEEK and s.near("bout")) else "course"
        if s.held == "been":
            return "course" if s.right == "symptom" else "none"
        return "none" if s.held in ("for", "since") and s.left == "drug" else "open"
    if s.held == "after" and not short and s.ours and (s.near("still", 4) or s.near("still", 8, ">")):
        return "course"
    if s.held in ("since", "last") or time.form == "last" or (s.held == "from" and not short):
        return _since(time, s)
    if s.held == "for" or (s.held == "the" and s.held2 in ("for", "in")):
        return _for(short, s)
    other = s.topic in _OTHER_MATTERS
    if short and _is_episode(time, s, other):
        return "episode"
    if s.held == "in" and not short and s.near("ends", 2) and s.near("not", 4) and s.where != "elsewhere":
        return "course"  # "has not passed in eight weeks"
    if s.followed == "now" and (not other or s.ours) and (not short or s.topic == "symptom"):
        return "course"  # "numb, ten minutes already"
    if not short and _of_symptom(s) and s.kind == "complaint":
        return "course"
    if s.held in ("been", "already") and (s.ours or s.where == "last") and not other and s.complaint:
        return "course"
    if s.near("person", 5) and s.held in ("edge", "stop", "comma") and s.followed in _ENDS and s.where not in _AT_IT:
        return "none"  # "Male, 58. 8 months."
    alone = s.held in ("edge", "stop") and s.followed in _ENDS
    if alone and not short and time.form == "amount" and s.earlier == "drug" and s.where not in _AT_IT:
        return "none"  # "The mini pill. Eight months."
    return "open" if other or s.held not in _BARE else _bare(time, short, s)


def _is_episode(time: Time, s: Setting, other: bool) -> bool:
    """Whether seconds, minutes or hours are plainly told of one bout."""
    if s.held == "each":
        return s.where in _AT_IT and (s.left not in _OTHER_MATTERS or time.unit == "second")
    if s.near("bout", 1, ">") and s.kind == "complaint" and s.where in _AT_IT:
        return True  # "a 15 minute spell of numbness"
    if s.followed == "each" and (not other or s.left == "symptom"):
        return s.where in _AT_IT
    if s.held in ("been", "word") and s.near("each", 3) and not other:
        return True  # "each is 5 to 10 seconds"
    if s.held == "word" and s.near("often", 1) and s.followed in _ENDS and s.left in ("symptom", "none"):
        return s.where in _AT_IT  # "sometimes an hour, sometimes two"
    if s.held != "edge" and _of_symptom(s) and s.ours:
        return True  # "about 10 seconds of numbness"
    if s.beside_rate and s.where in _AT_IT and s.left not in ("drug", "plan", "event"):
        return True  # "twice a day, 20 minutes"
    # "out cold a minute", "numb, ten minutes or so, and then back"
    behind = s.left == "symptom" and s.side == "<" and s.distance <= 1 and s.held in ("symptom", "comma")
    return behind and s.followed == "word" and s.right == "none"


def _of_symptom(s: Setting) -> bool:
    """Whether a symptom is what it is a time of: "two days of tingling"."""
    return s.followed == "of" and s.right == "symptom" and s.distance <= 4 and s.held in _BARE


def _nth(time: Time, s: Setting) -> str:
    """ "day 4 of the numbness", "fourth week my lid twitches" (but no "week 4: my lid twitches" of a diary): how far on it is."""
    if s.followed == "now" and s.held == "been" and (s.ours or s.where == "last"):
        return "course"  # "it is day six of that"
    if s.followed == "of":
        return "course" if s.right == "symptom" and s.side == ">" and s.distance <= 4 else "open"
    # "face drooping week 32" may be of a pregnancy: of a bare time of months it takes an ordinal and a verb
    plain = (s.held == "been") + (time.bound == "ordinal") + (time.high_s < _LONG)
    behind = s.left == "symptom" and s.side == "<" and s.distance <= 8 and s.followed in _ENDS
    if behind and s.held in ("been", "symptom") and plain >= 2:
        return "course"  # "the numbness is in its fifth month", "vertigo 3rd day"
    opens = s.opens and s.held in ("edge", "stop") and s.followed in ("word", "now", "symptom")
    ours = s.right == "symptom" and s.kind == "complaint" and not s.over
    return "course" if time.bound == "ordinal" and opens and ours else "open"


def _dated(s: Setting) -> str:
    """ "two weeks ago": a course where the complaint began then."""
    left, right = s.left.split(" ")[0], s.right.split(" ")[0]
    if s.kind == "other" and right in ("symptom", "condition"):
        return "event"  # "ten years ago my mum had a palsy"
    if left in ("event", "drug", "life") and not (s.opens and s.right == "symptom"):
        return "event"
    if s.near("drug") or (s.near("event") and not s.opens):
        return "event"
    if s.near("began", 4) and s.left in ("none", "symptom"):
        return "course"
    if (right == "symptom" and (left == "none" or s.opens)) or (s.opens and s.ours and right == "condition"):
        return "course"
    if left == "symptom" and right not in ("event", "drug"):
        return "course"
    if left == "none" and right == "none" and s.near("began", 8, ">"):
        return "course"
    return "event" if right in ("event", "drug") else "open"


def _since(time: Time, s: Setting) -> str:
    """ "since 5 days", "for the past 3 weeks", "last month": a course where the clause speaks of the complaint."""
    if s.left.startswith("drug") and s.right == "symptom" and s.distance <= 1 and s.side == ">" and not s.opens:
        return "none"  # "on it since 3 months for cramps"
    if s.topic == "symptom" or (s.near("began", 2) and s.complaint and s.left == "none" and s.where != "none"):
        return "course"
    if s.topic in _OTHER_MATTERS:
        return "none" if s.topic == "drug" or not s.ours else "open"
    if s.held == "since":
        return "course"
    told_of_it = s.near("it", 3, ">")
    return "course" if s.ours or told_of_it else "open"


def _for(short: bool, s: Setting) -> str:
    """ "for 5 minutes", "for two years"."""
    still = not s.over and (s.followed == "now" or s.near("still", 6))
    if short and s.near("still", 1) and s.topic not in _OTHER_MATTERS:
        return "course"  # "this has been going on for an hour"
    if s.topic == "symptom":
        return "episode" if short and not still else "course"
    if s.topic in _OTHER_MATTERS:
        return "none"
    if s.near("it", 5) and s.complaint and s.where in ("last", "next"):
        return "course" if still or not short else "episode"
    return "open"


def _bare(time: Time, short: bool, s: Setting) -> str:
    """A time by itself: "Couple of months.", "One month I have a twitch", "…, ten minutes, then gone"."""
    if time.form == "date":
        return "course" if s.topic == "symptom" or s.near("began", 4) else "open"
    if s.followed in _ENDS and (s.ours or s.where == "last") and s.complaint and s.held not in ("word", "and"):
        return "episode" if short else "course"
    if not short and s.held == "comma" and s.followed in _ENDS and s.near("since") and s.left not in ("drug", "plan"):
        return "course"  # "since the second dose, so three weeks"
    if (
        s.opens
        and s.held != "comma"
        and not short
        and (s.right == "symptom" or (s.followed == "of" and s.right.startswith("symptom")))
    ):
        return "course"
    return "open"


def features(time: Time, s: Setting, *, clear: bool) -> list[str]:
    """What the model weighs: what plain words say, the classes around, the words beside; ``clear``: another time is plainly the course."""
    short = "short" if is_short(time) else "long"
    verdict = judge(time, s)
    left, right = s.left.split(" ")[0], s.right.split(" ")[0]
    followed = "later" if s.followed == "since" else s.followed
    frame = followed if followed in ("ago", "later", "into", "now") else s.held if time.form == "amount" else time.form
    began = "<" if s.near("began", 4) else ">" if s.near("began", 5, ">") else "no"
    out = {
        f"verdict={verdict}|{short}", f"verdict={verdict}|clear={clear}", f"verdict={verdict}|then={s.then}",
        f"verdict={verdict}|complaint={s.complaint}", f"frame={frame}|{short}", f"frame={frame}|followed={followed}",
        f"frame={frame}|left={left}", f"frame={frame}|right={right}", f"frame={frame}|where={s.where}", f"frame={frame}|clear={clear}",
        f"topic={s.topic}|{short}", f"topic={s.topic}|{frame}", f"opens={s.opens}|topic={s.topic}",
        f"left={left}|right={right}", f"left={s.left}|{short}", f"right={s.right}|{short}", f"where={s.where}|{s.side}|{short}",
        f"kind={s.kind}|{short}", f"near={s.distance <= 5}|{s.where}|{short}", f"began={began}|{short}", f"began={began}|left={left}",
        f"clear={clear}|then={s.then}", f"complaint={s.complaint}|{short}", f"alone={s.alone}|{short}|where={s.where}",
        f"form={time.form}", f"size={_SIZES[time.unit]}", f"followed={followed}|{short}", f"held2={s.held2}|{frame}", f"asked={s.asked}",
    }  # fmt: skip
    if time.low_s < time.high_s or time.bound == "up_to":
        out.add(f"ranged|{short}")
    for side, cues in (("<", s.before), (">", s.behind)):
        out.update(f"{side}{cue}|{short}" for cue in cues)
        out.update(f"{side}{cue}|near|{short}" for cue, far in cues.items() if far <= 2)
    return sorted(out | _said(s, short))


def _said(s: Setting, short: str) -> set[str]:
    """The words beside a time, whether what it may be told of is over, and what holds it."""
    before, behind = s.said_before, s.said_behind
    out = {f"word before={w}" for w in before} | {f"word behind={w}" for w in behind}
    out |= {f"right before={before[-1]}|{short}", f"before={' '.join(before[-2:])}"} if before else set()
    out |= {f"right behind={behind[0]}|{short}", f"behind={' '.join(behind[:2])}"} if behind else set()
    return out | {
        f"over={s.over}|{short}", f"over={s.over}|{s.where}", f"earlier={s.earlier}|{short}", f"rate={s.beside_rate}|{short}",
        f"of drug={s.of_drug}", f"held={s.held}|{s.followed}|{short}", f"held={s.held}|{s.where}|{s.kind}",
    }  # fmt: skip


def _is_of_pregnancy(before: Sequence[str]) -> bool:
    """Whether the words right before a time are "pregnant," or "with child ("."""
    led = [w for w in before if w not in (",", "(")][-2:]
    told = led == ["with", "child"] or (bool(led) and led[-1] in _WITH_CHILD and led[0] != "not")
    return told and before[-1] in (",", "(")
