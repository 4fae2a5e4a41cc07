"""Which rates are how often the complaint comes: "2-3 times a day", and not "a tablet twice a day"."""

from __future__ import annotations

from typing import Final

from lipcheck.components.moments import Rate
from lipcheck.components.surroundings import Setting
from lipcheck.vocabulary import word_lists

CLEAR: Final = frozenset({"rate", "none"})
_COUNTED: Final = word_lists("moments")["counted"]
_MANY: Final = 200.0
_BOUTS: Final = word_lists("moments")["bout"]
# how far behind a rate that opens its statement the complaint may stand, in words
_OPENS_REACH: Final = 5
_OTHER_MATTERS: Final = frozenset({"drug", "life", "event", "plan"})


_ENDS: Final = frozenset({"stop", "comma", "edge"})


def judge(rate: Rate, s: Setting) -> str:
    """``rate``, ``none`` where plain words say so; else what the model hears beside the rest: ``likely``, ``unlikely``, ``open``."""
    if s.asked == "often":
        return "rate"
    if s.held == "from" or s.followed == "of_life" or s.near("not", 3):
        return "none"
    if rate.noun and rate.noun not in _COUNTED | _BOUTS:
        return "none"
    if not rate.noun and rate.form == "times" and rate.high > _MANY:
        return "none"  # milligrams
    if rate.form == "times" and s.left == "life" and s.near("life", 1):
        return "none"  # "to the gym three times a week"
    if rate.noun in _BOUTS and rate.form != "within":
        return "rate"
    near_other = s.near("drug", 6) or s.near("life", 4) or s.near("drug", 3, ">")
    if rate.form == "within":
        opens = s.opens and s.right == "symptom" and s.side == ">" and s.distance <= _OPENS_REACH and not near_other
        if opens and s.kind == "complaint" and rate.noun in _COUNTED and rate.unit in ("month", "year"):
            return "rate"  # "twice this past year my lip has swollen"
        of_today = rate.unit == "day" and s.left == "symptom" and s.kind == "complaint"
        return "likely" if of_today and not near_other else "open"
    if s.left in _OTHER_MATTERS and not (s.opens and s.right == "symptom"):
        return "unlikely"
    if s.near("often", 4) and not near_other:
        return "likely"
    if s.topic == "symptom" and s.where in ("clause", "sentence") and s.kind in ("complaint", "companion"):
        if not near_other and s.kind == "complaint" and s.where == "clause" and s.distance == 0 and s.followed in _ENDS:
            return "rate"  # "my lip twitches daily."
        return "open" if near_other else "likely"
    if s.topic in _OTHER_MATTERS or near_other:
        return "unlikely"
    return "unlikely" if rate.form == "times" and not rate.noun else "open"


def features(rate: Rate, s: Setting) -> list[str]:
    """What the model weighs: names of classes, never a message's own words."""
    noun = "none" if not rate.noun else "times" if rate.noun in _COUNTED else "bout" if rate.noun in _BOUTS else "other"
    left, right = s.left.split(" ")[0], s.right.split(" ")[0]
    out = {
        f"verdict={judge(rate, s)}", f"verdict={judge(rate, s)}|{rate.form}", f"form={rate.form}|noun={noun}", f"unit={rate.unit}|{rate.form}",
        f"topic={s.topic}|{rate.form}", f"left={left}|right={right}", f"left={s.left}", f"right={s.right}", f"where={s.where}|{rate.form}",
        f"where={s.where}|{s.side}|near={s.distance <= 5}", f"kind={s.kind}", f"complaint={s.complaint}|{rate.form}", f"held={s.held}|{rate.form}",
        f"drug={s.near('drug', 3)}|{s.near('often', 4)}", f"drug={s.near('drug', 6)}|{s.ours}", f"life={s.near('life', 4)}", f"followed={s.followed}", f"opens={s.opens}|right={right}", f"alone={s.alone}|where={s.where}",
    }  # fmt: skip
    for side, cues in (("<", s.before), (">", s.behind)):
        out.update(f"{side}{cue}" for cue in cues)
        out.update(f"{side}{cue}|near" for cue, far in cues.items() if far <= 2)
    return sorted(out)
