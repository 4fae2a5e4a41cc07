from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_schema import MESSAGES, faults
from typer.testing import CliRunner

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.cli import app
from lipcheck.errors import InputError
from lipcheck.explanation import Explanation
from lipcheck.linear import LinearModel
from lipcheck.schema import record_schema
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.classifier import Classifier
from lipcheck.triage.features import featurise
from lipcheck.triage.naming import plain_name
from lipcheck.triage.rules import Swap, Vote, votes, weigh

COFFEE = "My left eyelid twitches, I drink 5 coffees a day. No droop."
STROKE = "My speech is slurred since this morning"


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def explained(text: str) -> Explanation:
    return analyzer().explain(text)


def command(*args: str) -> str:
    result = CliRunner().invoke(app, ["classify", *args], prog_name="lipcheck")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("text", MESSAGES, ids=lambda t: ascii(t[:20]))
def test_the_report_is_the_one_without_an_explanation(text: str) -> None:
    assert explained(text).report == analyzer().analyze(text)


@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize("text", MESSAGES, ids=lambda t: ascii(t[:20]))
def test_every_explained_record_is_valid(text: str, redact: bool) -> None:
    found = explained(text)
    record = found.report.to_dict(redact=redact) | {"explanation": found.to_dict(redact=redact)}
    assert faults(Draft202012Validator(record_schema()), record) == []


def test_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="the text is int, not text"):
        analyzer().explain(7)  # type: ignore[arg-type]


def test_the_rules_that_voted_have_their_words_and_what_their_level_means() -> None:
    first = explained(COFFEE).to_dict()["causes"][0]
    vote = first["votes"][0]
    assert (first["cause"], vote["rule"], vote["level"]) == ("caffeine", "caffeine_amount", 2)
    assert vote["meaning"] == "the writer links or times it"
    assert [q["text"] for q in vote["evidence"]] == ["coffees", "twitches"]


def test_a_rule_that_speaks_against_a_cause_says_so() -> None:
    causes = {
        c["cause"]: c
        for c in explained("My eyelid twitches since yesterday. I drink one coffee a day.").to_dict()["causes"]
    }
    assert [(v["rule"], v["meaning"]) for v in causes["caffeine"]["votes"]][-1] == (
        "caffeine_little",
        "speaks against it",
    )


def test_the_contributions_are_those_of_the_classifier() -> None:
    classifier = Classifier.load()
    case = analyzer().case(COFFEE)
    wanted = dict(classifier.contributions(featurise(case, votes(case)), "caffeine"))
    given = explained(COFFEE).causes[0].contributions
    assert sum(c.weight for c in given) == pytest.approx(sum(wanted.values()))
    assert sorted(f for c in given for f in c.features) == sorted(wanted)
    assert [abs(c.weight) for c in given] == sorted((abs(c.weight) for c in given), reverse=True)


def test_only_the_first_two_causes_have_contributions() -> None:
    assert [bool(c.contributions) for c in explained(COFFEE).causes] == [True, True, *[False] * 5]


def test_out_of_scope_there_is_no_cause_to_explain() -> None:
    found = explained("Can I move my appointment to Friday?").to_dict()
    assert (found["causes"], found["scope"]) == ([], {"scope": "out", "complaints": []})
    assert found["urgency"]["rule"].startswith("out of scope and no active red flag")


def vote(rule: str, cause: str, level: int) -> Vote:
    return Vote(rule, cause, level, "", ())


GUESS = {"caffeine": 0.34, "medication": 0.33, "undetermined": 0.33}
SURE = {"caffeine": 0.5, "stroke": 0.42, "undetermined": 0.08}
PALSY = {"bells_palsy": 0.7, "caffeine": 0.2, "stroke": 0.1}
NO_RULE = "caffeine does not stand first, for it is an unlikely guess without a rule"
OWN_WORDS = "caffeine does not stand first, for no rule voted for it and the patient's own words link another"
AGAINST = "caffeine does not stand first, for a rule speaks against it and none for it"


@pytest.mark.parametrize(
    ("probabilities", "cast", "wanted"),
    [
        (SURE, (), ()),
        (SURE, (vote("r", "caffeine", 4),), ()),
        (SURE, (vote("r", "medication", 4),), (Swap("medication", "caffeine", OWN_WORDS),)),
        (SURE, (vote("r", "stroke", 4),), (Swap("stroke", "caffeine", "a cause whose criteria are met stands first"),)),
        (GUESS, (vote("r", "medication", 2),), (Swap("medication", "caffeine", OWN_WORDS),)),
        (GUESS, (), (Swap("undetermined", "caffeine", NO_RULE),)),
        (SURE, (vote("r", "caffeine", -1),), (Swap("undetermined", "caffeine", AGAINST),)),
        (SURE, (vote("r", "stroke", 2), vote("s", "caffeine", -1)), (Swap("stroke", "caffeine", AGAINST),)),
        (
            PALSY,
            (vote("p", "bells_palsy", 4), vote("s", "stroke", 0)),
            (Swap("stroke", "caffeine", "behind a palsy, a stroke that a rule names stands second"),),
        ),
    ],
)
def test_the_exceptions_that_were_made(
    probabilities: dict[str, float], cast: tuple[Vote, ...], wanted: tuple[Swap, ...]
) -> None:
    assert weigh(probabilities, cast)[1] == wanted


@pytest.mark.parametrize(
    ("text", "rule", "today"),
    [
        (STROKE, "an active red flag, whatever the scope", ()),
        (
            "My lip is swollen since yesterday",
            "no active red flag, and at least one of the reasons for a doctor",
            ("swelling of lip or face",),
        ),
        (COFFEE, "no active red flag and none of the reasons for a doctor", ()),
    ],
)
def test_the_rule_that_set_the_urgency(text: str, rule: str, today: tuple[str, ...]) -> None:
    found = explained(text).urgency
    assert (found.rule, found.source, found.today) == (rule, "LABELS.md section 7", today)
    assert found.reasons == analyzer().analyze(text).reasons


def test_a_flag_that_is_not_acted_on_says_why() -> None:
    [flag] = explained("Last year my face drooped. It is long over. Now my lip tingles").red_flags
    assert (flag.flag, flag.active, flag.why.partition("; ")[2]) == (
        "face_weakness_one_side",
        False,
        "not acted on now: it is over and lies more than seven days back",
    )


def test_the_net_is_not_asked_where_a_flag_is_active() -> None:
    net = explained(STROKE).net
    assert (net.asked, net.raised, net.contributions) == (False, False, ())


def test_the_net_that_raises_says_by_what() -> None:
    text = COFFEE + " It is the same at home and at work, and my sister says that it is the weather of this week."
    found = Analyzer(Classifier.untrained(), Alarm(LinearModel({"word=eyelid": 9.0}, 1.0))).explain(text)
    assert (found.net.asked, found.net.raised, found.report.urgency) == (True, True, "emergency")
    assert [(c.name, c.features) for c in found.net.contributions] == [("word: eyelid", ("word=eyelid",))]
    assert found.urgency.source == "the net, no rule"


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        ("finding=facial_droop|absent|patient", "finding: facial droop (denied)"),
        ("finding=numbness|present|other", "finding: numbness (another person's)"),
        ("felt=numbness|lip", "finding: numbness of the lip"),
        ("felt=numbness|unsaid", "finding: numbness, place not said"),
        ("felt=spasm", "finding: cramp, twitching or stiffness"),
        ("felt=face and limbs", "finding: face and limbs"),
        ("felt=sensation|face", "finding: numbness, tingling, pulling or burning of the face"),
        ("one_side=unsaid", "one side (place not said)"),
        ("one_side=weakness|arm", "one side of arm or hand: weakness, paralysis, droop or slurred speech"),
        ("both_sides=face", "both sides of the face"),
        ("trigger=caffeine|past|patient", "exposure: caffeine (over)"),
        ("trigger=caffeine|absent|other", "exposure: caffeine (denied, another person's)"),
        ("trigger=caffeine|much", "exposure: caffeine (much of it)"),
        ("trigger=steroid|tag oral", "exposure: steroid (oral)"),
        ("pair=spasm|caffeine", "together: cramp, twitching or stiffness and caffeine"),
        ("pair=face droops", "words: face droops"),
        ("condition=bells_palsy|past|patient", "illness: Bell's palsy (over)"),
        ("time=episode|up to a minute", "time: an episode up to a minute"),
        ("time=course|longer", "time: there for longer"),
        ("time=intermittent", "time: intermittent"),
        ("time=frequency", "time: it is said how often"),
        ("patient=under 12", "patient: under 12"),
        ("flag=speech|inactive", "red flag: speech (not acted on now)"),
        ("vote=caffeine_there", "rule: caffeine is taken, with cramps, twitching or tingling"),
        ("voted=caffeine|0", "rules support caffeine (only a hint)"),
        ("first vote=stroke|4", "rules support stroke (criteria met)"),
        ("first vote=caffeine|-1", "rules speak against caffeine"),
        ("near=finding|coffee", "word near a finding: coffee"),
        ("near=of coffee", "words: of coffee"),
        ("word=coffee", "word: coffee"),
    ],
)
def test_the_plain_name_of_a_feature(feature: str, name: str) -> None:
    assert plain_name(feature) == name


def test_every_feature_of_the_shipped_models_has_a_plain_name() -> None:
    known = [*Classifier.load().features, *LinearModel.load("alarm").weights]
    names = {plain_name(f, redact=True) for f in known}
    assert [n for n in names if set(n) & set("=|_")] == []


def test_a_redacted_explanation_holds_no_word_of_the_message() -> None:
    found = explained(COFFEE)
    words = ("word: ", "near a ", "twitches", '"features"')
    plain, hidden = json.dumps(found.to_dict()), json.dumps(found.to_dict(redact=True))
    assert [w for w in words if w in plain] == list(words)
    assert [w for w in words if w in hidden] == []


def test_json_gets_one_key_more() -> None:
    plain: dict[str, Any] = json.loads(command("--json", COFFEE))
    more: dict[str, Any] = json.loads(command("--json", "--explain", COFFEE))
    assert more.pop("explanation") == explained(COFFEE).to_dict()
    assert more == plain


@pytest.mark.parametrize(
    ("options", "quotes"), [(["--explain"], " (“coffees”, “twitches”)"), (["--explain", "--redact"], "")]
)
def test_the_terminal_says_how_the_answer_came_about(options: list[str], quotes: str) -> None:
    shown = " ".join(command(*options, COFFEE).split())
    assert f"(or 300 mg) a day; the writer links or times it{quotes} - rule: caffeine is taken" in shown
    assert "How the urgency was found - self care: no active red flag and none of the reasons" in shown
    assert "it changed nothing lipcheck" in shown


def test_the_terminal_says_that_the_net_is_not_asked_beside_a_red_flag() -> None:
    shown = " ".join(command("--explain", STROKE).split())
    assert "- not asked, for a red flag is active; its score is " in shown


def test_out_of_scope_no_causes_are_explained() -> None:
    shown = " ".join(command("--explain", "Can I move my appointment?").split())
    assert (
        "How the scope was found - no complaint of lip or face by the patient was found How the urgency was found"
        in shown
    )
