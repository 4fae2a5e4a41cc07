from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import lipcheck
from lipcheck import encoder
from lipcheck.analyzer import Analyzer
from lipcheck.components import status
from lipcheck.components.assertion import AssertionTagger
from lipcheck.encoder import MOST_WINDOWS, WINDOW, WORDS_READ, Encoder, Settings, digest, packed, unpacked
from lipcheck.errors import ModelError
from lipcheck.linear import LinearModel, at
from lipcheck.triage import alarm
from lipcheck.triage.alarm import RAISED, Alarm, added
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier

WIDTH, WIDE = 24, 48
NAMES = ["[CLS]", "[SEP]", "[UNK]", "my", "lip", "left", "twitch", "##y", "##es", ".", "a", "cafe", "-", "3", "5"]


def small(layers: int = 2, seed: int = 7) -> dict[str, np.ndarray]:
    """Weights of an encoder as small as its twelve heads allow."""
    random = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return random.normal(0, 0.5, shape).astype(np.float32)

    def norm() -> np.ndarray:
        return np.stack([1 + some(WIDTH), some(WIDTH)])

    out = {
        "pieces": some(len(NAMES), WIDTH),
        "places": some(WINDOW, WIDTH),
        "places norm": norm(),
        "head": 4 * some(WIDTH),
        "intercept": some(1),
    }
    for n in range(layers):
        shapes = {
            "attention": (WIDTH, 3 * WIDTH),
            "mixed": (WIDTH, WIDTH),
            "wide": (WIDTH, WIDE),
            "narrow": (WIDE, WIDTH),
        }
        for name, shape in shapes.items():
            out[f"{n} {name}"] = some(*shape)
            out[f"{n} {name} bias"] = some(shape[1])
        out |= {f"{n} {name} norm": norm() for name in ("mixed", "narrow")}
    return out | {"over": some(5 * WIDTH), "over intercept": some(1)}


SMALL = Encoder.of_npz(packed(small(), NAMES))


def by_the_book(own: dict[str, np.ndarray], ids: list[int], layers: int = 99) -> list[np.ndarray]:
    """What the first layers of the same transformer make of each piece, piece by piece and head by head."""

    def norm(x: np.ndarray, told: np.ndarray) -> np.ndarray:
        return (x - x.mean()) / math.sqrt(x.var() + 1e-12) * told[0] + told[1]

    states = [norm(own["pieces"][p] + own["places"][n], own["places norm"]) for n, p in enumerate(ids)]
    n, size = 0, WIDTH // 12
    while n < layers and f"{n} attention" in own:
        asked = [x @ own[f"{n} attention"] + own[f"{n} attention bias"] for x in states]
        after = []
        for x, mine in zip(states, asked, strict=True):
            mixed = np.zeros(WIDTH)
            for h in range(12):
                query, key, value = (slice(k * WIDTH + h * size, k * WIDTH + (h + 1) * size) for k in range(3))
                likes = [math.exp(mine[query] @ other[key] / math.sqrt(size)) for other in asked]
                mixed[h * size : (h + 1) * size] = sum(
                    like / sum(likes) * other[value] for like, other in zip(likes, asked, strict=True)
                )
            x = norm(x + mixed @ own[f"{n} mixed"] + own[f"{n} mixed bias"], own[f"{n} mixed norm"])
            wide = x @ own[f"{n} wide"] + own[f"{n} wide bias"]
            wide = np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in wide])
            after.append(norm(x + wide @ own[f"{n} narrow"] + own[f"{n} narrow bias"], own[f"{n} narrow norm"]))
        states = after
        n += 1
    return states


def test_it_is_the_transformer_of_the_book() -> None:
    own = small()
    texts = ["my lip twitches .", "my lip", ". .", "cafe", "left left my twitchy lip"]
    ids = [[3, 4, 6, 8, 9], [3, 4], [9, 9], [11], [5, 5, 3, 6, 7, 4]]
    wholes = [np.mean(by_the_book(own, [0, *told, 1]), axis=0) for told in ids]
    book = [float(whole @ own["head"] + own["intercept"][0]) for whole in wholes]
    assert [SMALL.odds(text.split()) for text in texts] == pytest.approx(book, abs=0.1)
    assert max(book) - min(book) > 1


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("my Lip TWITCHES", "my lip twitches"),
        ("my right lip", "my left lip"),
        ("a café", "a cafe"),
        ("3-5", "3 - 5"),
        ("xylophone", "zebra"),  # of neither is a piece known
        ("a" * 101, "zebra"),
    ],
)
def test_words_that_are_read_alike(words: str, same: str) -> None:
    assert SMALL.odds(words.split()) == SMALL.odds(same.split())


def test_words_that_are_not() -> None:
    told = [SMALL.odds(words.split()) for words in ("my lip", "lip my", "my lip .", "my", "")]
    assert len(set(told)) == len(told)


def test_a_mention_is_seen_with_its_sentence_and_what_stands_beside_it() -> None:
    own, _ = unpacked(packed(small(1), NAMES))
    words = "my lip . my left lip twitchy a a a a a a".split()
    states = np.array(by_the_book(own, [0, 3, 4, 9, 3, 5, 4, 6, 7, 10, 10, 10, 10, 10, 10, 1]))
    # the mention "twitchy", the sentence from "my left" on, six pieces before and behind
    means = [states[a:b].mean(0) for a, b in ((7, 9), (4, 15), (1, 7), (9, 15), (0, 16))]
    around = Encoder.of_npz(packed(own, NAMES)).around(words, (6, 7), (3, 13))
    assert around == pytest.approx(np.concatenate(means), abs=0.02)
    assert np.abs(np.diff(np.array(means), axis=0)).max(1).min() > 0.1


def test_a_mention_is_seen_after_four_layers() -> None:
    words = "my lip . my left lip twitchy a a a a a a".split()
    three, four, six = (Encoder.of_npz(packed(small(n), NAMES)).around(words, (6, 7), (3, 13)) for n in (3, 4, 6))
    assert np.array_equal(four, six)
    assert not np.array_equal(four, three)


def test_what_a_mention_tells_is_weighed() -> None:
    words, mention, sentence = ["my", "lip", "twitches", "."], (2, 3), (0, 4)
    around = SMALL.around(words, mention, sentence)
    assert around is not None
    own = small()
    assert SMALL.over(words, mention, sentence) == pytest.approx(float(around @ own["over"] + own["over intercept"][0]))
    assert SMALL.over(["my", "left", "lip"], (2, 3), (0, 3)) == SMALL.over(["my", "right", "lip"], (2, 3), (0, 3))
    assert SMALL.over(words, (1, 2), sentence) != SMALL.over(words, mention, sentence)


def test_a_mention_is_read_in_its_own_window_and_none_behind_the_last() -> None:
    step = WINDOW - 2
    words = ["lip"] * (step * MOST_WINDOWS + 1)
    first, second = (SMALL.around(words, (n, n + 1), (n, n + 1)) for n in (3, step + 3))
    assert first is not None
    assert second is not None
    assert (first == second).all()
    assert SMALL.around(words, (step * MOST_WINDOWS, step * MOST_WINDOWS + 1), (0, 5)) is None
    assert SMALL.over(words, (step * MOST_WINDOWS, step * MOST_WINDOWS + 1), (0, 5)) == 0.0
    assert SMALL.over(words, (step * MOST_WINDOWS - 1, step * MOST_WINDOWS), (0, 5)) != 0.0


def test_words_of_no_piece_are_no_mention() -> None:
    assert SMALL.over([" ", "\n"], (0, 1), (0, 2)) == 0.0


@given(st.lists(st.text(max_size=12), min_size=1, max_size=30), st.data())
def test_any_mention_has_odds(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    sentence = data.draw(st.integers(0, start)), data.draw(st.integers(end, len(words)))
    assert math.isfinite(SMALL.over(words, (start, end), sentence))


@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_words_have_odds(words: list[str]) -> None:
    assert math.isfinite(SMALL.odds(words))


def test_a_long_message_is_read_in_windows_and_its_most_urgent_one_tells() -> None:
    step = WINDOW - 2
    calm, urgent = sorted((["lip"] * step, ["twitchy"] * (step // 2)), key=SMALL.odds)
    assert SMALL.odds(calm + urgent) == SMALL.odds(urgent + calm) == SMALL.odds(urgent)
    assert SMALL.odds(calm * MOST_WINDOWS + urgent) == SMALL.odds(calm)


def test_what_is_packed_is_read_again_nearly_as_it_was() -> None:
    own = small()
    read = Encoder.of_npz(packed(own, NAMES))._weights
    for name, value in own.items():
        told = read[name][0] * read[name][1][:, None] if name == "pieces" else read[name]
        assert np.abs(told - value).max() <= np.abs(value).max() / 127
    assert packed(own, NAMES) == packed(own, NAMES)
    assert packed(*unpacked(packed(own, NAMES))) == packed(own, NAMES)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda _: b"",
        lambda _: b"\x80\x04.",
        lambda _: packed({k: v for k, v in small().items() if k != "head"} | {"head": np.full(WIDTH, np.nan)}, NAMES),
    ],
)
def test_a_damaged_encoder_is_refused(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ModelError, match=r"model/encoder\.npz: damaged"):
        Encoder.of_npz(damage(packed(small(), NAMES)))


def test_an_encoder_that_would_run_code_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "bad.npz", names=np.array([print], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        Encoder.of_npz((tmp_path / "bad.npz").read_bytes())


def test_another_file_than_the_one_described_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "encoder.npz").write_bytes(packed(small(), NAMES))
    monkeypatch.setattr(encoder, "MODEL", tmp_path / "encoder.npz")
    with pytest.raises(ModelError, match=r"model/encoder\.npz: not the file that encoder\.json describes"):
        Encoder.load(Settings.load())
    (tmp_path / "encoder.npz").unlink()
    with pytest.raises(ModelError, match=r"model/encoder\.npz cannot be read \(No such file or directory\)"):
        Encoder.load(Settings.load())


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"sha256": "0", "least": "high"}', '{"sha256": "0", "least": NaN}']
)
def test_settings_that_say_nothing_are_refused(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "encoder.json").write_text(content)
    monkeypatch.setattr(encoder, "SETTINGS", tmp_path / "encoder.json")
    with pytest.raises(ModelError, match=r"model/encoder\.json"):
        Settings.load()


def test_the_shipped_encoder_is_the_one_described() -> None:
    told = json.loads(encoder.SETTINGS.read_bytes())
    assert digest(encoder.MODEL.read_bytes()) == told["sha256"]
    assert Settings.load() == Settings(told["sha256"], told["least"])


NO_NET = LinearModel({}, 0.0, 0.6)
"""A net that knows no word, so that what is raised is raised by the encoder."""


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        (
            "I am the night porter. The lady in room nine keeps missing her mouth with the fork, the food falls out on one side and "
            "she does not seem to notice, she was well at check-in.",
            True,
        ),
        (
            "I am the night porter. The lady in room nine likes the fork that you sent, the food falls out of the other one, and she "
            "was well at check-in. Can we have five more?",
            False,
        ),
    ],
)
def test_it_hears_what_no_rule_tells(text: str, *, raised: bool) -> None:
    with_encoder = Analyzer(Classifier.untrained(), Alarm(NO_NET, Settings.load())).analyze(text)
    assert with_encoder.red_flags == ()
    assert (RAISED in with_encoder.reasons) is raised
    assert RAISED not in Analyzer(Classifier.untrained(), Alarm(NO_NET)).analyze(text).reasons


def test_it_is_not_asked_where_the_net_sees_no_likeness_nor_where_the_rules_have_read_a_flag(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(_: Settings) -> Encoder:
        raise AssertionError("the encoder was asked")

    monkeypatch.setattr(alarm, "shipped_encoder", never)
    analyzer = lipcheck.load()
    assert (
        analyzer.analyze("Please move my appointment of next week to any day of the week after, thank you").urgency
        is None
    )
    assert analyzer.analyze("My speech is slurred since this morning").urgency == "emergency"
    over = "Three weeks ago I could not get my words out for an hour, then it was normal and has stayed so."
    assert analyzer.analyze(over).urgency == "doctor"


def test_the_whole_is_one_of_the_reasons_of_the_score() -> None:
    explained = lipcheck.load().explain(
        "Since lunch the words I mean to say are not those that come out and my wife looks at me as if I was talking in tongues."
    )
    assert RAISED in explained.report.reasons
    whole = [c.weight for c in explained.net.contributions if c.name == "the message read as a whole"]
    assert len(whole) == 1
    assert whole[0] > 0
    net = LinearModel.load("alarm")
    assert at(net.odds(sum(c.weight for c in explained.net.contributions))) == pytest.approx(explained.net.score)


def test_without_settings_the_net_answers_alone() -> None:
    case = lipcheck.load().case("please move my appointment of next week")
    assert Alarm().threshold == Alarm(beside=Settings.load()).threshold
    assert 0 <= Alarm().probability(case) <= Alarm(beside=Settings.load()).probability(case) <= 1


@pytest.mark.parametrize(
    ("net", "read", "both"), [(-1.0, 2.0, -1.0), (-1.0, 3.0, -1.0), (-1.0, 4.0, 0.0), (2.0, -9.0, 2.0)]
)
def test_the_encoder_adds_to_the_net_and_takes_nothing_away(net: float, read: float, both: float) -> None:
    assert net + added(Case(""), net, lambda: read, least=3.0) == both


WORDS = (
    "in the hotel the left side of my lip numb for two days , a glass of water in the night , then the flight home with "
    "my sister and her boys and a taxi to the house"
)


class Told:
    """An encoder that says the same of every mention, and counts how often it is asked."""

    def __init__(self, over: float) -> None:
        self.said, self.asked = over, 0

    def over(self, words: Sequence[str], mention: tuple[int, int], sentence: tuple[int, int]) -> float:
        assert words[slice(*mention)] == ("numb",)
        assert sentence[0] <= mention[0] < mention[1] <= sentence[1] <= len(words) <= WORDS_READ
        self.asked += 1
        return self.said


def asserted(text: str, odds: float, told: Told, monkeypatch: pytest.MonkeyPatch, group: str = "complaints") -> str:
    """The status of "numb" in a text where the tense model has these odds."""
    monkeypatch.setattr(status, "shipped_encoder", lambda _: told)
    nlp = spacy.blank("en")
    model = LinearModel({}, odds)
    tagger = AssertionTagger(nlp, spans_keys=["complaints", "others"], model=model, beside=Settings("", 0.0))
    doc = nlp.make_doc(text)
    (at,) = (t.i for t in doc if t.text == "numb")
    doc.spans[group] = [doc[at : at + 1]]
    return str(tagger(doc).spans[group][0]._.assertion.status)


@pytest.mark.parametrize("odds", [0.9, -0.9])
@pytest.mark.parametrize(("over", "expected"), [(9.0, "past"), (-9.0, "present")])
@pytest.mark.parametrize("text", [WORDS, f"hello doctor , {WORDS} . best wishes , ann"])
def test_it_settles_what_the_tense_model_leaves_open(
    odds: float, over: float, expected: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(over)
    assert asserted(text, odds, told, monkeypatch) == expected
    assert told.asked == 1


def test_what_it_says_is_weighed_with_what_the_tense_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asserted(WORDS, -0.5, Told(0.49 / status.WEIGHT), monkeypatch) == "present"
    assert asserted(WORDS, -0.5, Told(0.51 / status.WEIGHT), monkeypatch) == "past"


@pytest.mark.parametrize(
    ("text", "odds", "group"),
    [
        (WORDS, -1.0, "complaints"),
        (WORDS, 1.0, "complaints"),
        (WORDS, 0.0, "others"),
        (" ".join(WORDS.split()[: status.SHORTEST - 1]), 0.0, "complaints"),
        (f"{WORDS} . best wishes , numb".replace("lip numb", "lip dead"), 0.0, "complaints"),
    ],
)
def test_it_is_not_asked_of_what_is_sure_short_a_greeting_or_no_complaint(
    text: str, odds: float, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(9.0 if odds < 0 else -9.0)
    assert asserted(text, odds, told, monkeypatch, group) == ("present" if odds < 0 else "past")
    assert told.asked == 0


def test_of_a_long_text_it_is_given_the_words_that_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    filler = "a glass of water . " * (WORDS_READ // 5)
    told = Told(9.0)
    assert asserted(f"{filler}{WORDS}", -0.9, told, monkeypatch) == "present"
    assert told.asked == 0
    assert asserted(f"{filler[:-100]}{WORDS}", -0.9, told, monkeypatch) == "past"
    assert told.asked == 1


@pytest.mark.parametrize("encoder", [True, False])
def test_it_can_be_done_without(encoder: bool) -> None:
    nlp = spacy.blank("en")
    alone = nlp.add_pipe("lipcheck_assertion", config={"encoder": encoder})
    among_others = Analyzer(Classifier.untrained(), encoder=encoder).nlp.get_pipe("lipcheck_assertion")
    for tagger in (alone, among_others):
        assert isinstance(tagger, AssertionTagger)
        assert tagger._beside == (Settings.load() if encoder else None)


def test_reading_takes_one_thread_and_leaves_the_process_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def threads() -> set[int]:
        return {library["num_threads"] for library in encoder._THREADS.info()}  # numpy's own; scikit-learn has another

    met = []
    real = encoder._attended

    def watched(asked: encoder.Floats) -> encoder.Floats:
        met.append(threads())
        return real(asked)

    monkeypatch.setattr(encoder, "_attended", watched)
    with encoder._THREADS.limit(limits=2):
        before = threads()
        Encoder.of_npz(packed(small(), NAMES)).odds(["my", "lip"])
        assert threads() == before
    assert met == [{1} if before else set()] * 2
