from __future__ import annotations

import hashlib
import io
import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lipcheck.errors import ModelError
from lipcheck.evaluation.labelled import Labelled
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import CAUSES, FILES, Classifier
from lipcheck.triage.features import featurise
from training import dataset
from training.reading import cases
from training.train import Example, Fitted, examples, export, fit, table

ABOUT = {"temperature": 1.25}
HINT = "rebuild it with: python -m training"


@pytest.fixture(scope="module")
def messages() -> list[Labelled]:
    """Those of a dozen writers: the sums are the same for any, and reading all takes a minute."""
    all_of_them = dataset.training_messages()
    some = dataset.writers(all_of_them)[:12]
    return [m for m in all_of_them if m.writer in some]


@pytest.fixture(scope="module")
def found(messages: list[Labelled]) -> dict[str, Case]:
    return cases(messages)


@pytest.fixture(scope="module")
def rows(messages: list[Labelled], found: dict[str, Case]) -> list[Example]:
    return examples(messages, found)


@pytest.fixture(scope="module")
def fitted(rows: list[Example]) -> Fitted:
    return fit(table(rows), 1.0)


@pytest.fixture
def folder(fitted: Fitted, tmp_path: Path) -> Path:
    save(tmp_path, export(fitted, ABOUT))
    return tmp_path


def save(folder: Path, files: Mapping[str, bytes]) -> None:
    [(folder / name).write_bytes(files[name]) for name in FILES]


def replace(folder: Path, name: str, content: bytes) -> None:
    """Put a file in the model's place, with a card that vouches for it."""
    (folder / name).write_bytes(content)
    edit_card(folder, files={n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in FILES[:2]})


def edit_card(folder: Path, **changes: Any) -> None:
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def npz(**arrays: Any) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def test_equals_scikit_learn_on_the_messages_of_a_dozen_writers(
    fitted: Fitted, folder: Path, found: dict[str, Case]
) -> None:
    features = [featurise(case) for case in found.values()]
    classifier = Classifier.load(folder)
    ours = np.array([[classifier.predict_proba(f)[cause] for cause in CAUSES] for f in features])
    np.testing.assert_allclose(ours, fitted.predict_proba(features), rtol=0, atol=1e-9)


def test_same_data_give_the_same_bytes(rows: list[Example], fitted: Fitted) -> None:
    assert export(fit(table(rows), 1.0), ABOUT) == export(fitted, ABOUT)


def test_shipped_model_is_of_the_data_as_they_are() -> None:
    assert Classifier.load().card["data_sha256"] == dataset.sha256()


def test_reading_and_predicting_do_not_import_scikit_learn(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lipcheck.triage.classifier import Classifier; "
        "Classifier.load(Path(sys.argv[1])).predict_proba({'word=lip': 1.0}); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("features", [{}, {"word=neverseen": 1.0}, {"felt=spasm": 1.0}, {"felt=spasm": 1e6}])
def test_probabilities_are_of_the_seven_causes_and_sum_to_one(folder: Path, features: dict[str, float]) -> None:
    probabilities = Classifier.load(folder).predict_proba(features)
    assert list(probabilities) == list(CAUSES)
    assert sum(probabilities.values()) == pytest.approx(1.0, abs=1e-12)


def small(folder: Path) -> Classifier:
    weights = np.zeros((2, len(CAUSES)))
    weights[0, CAUSES.index("caffeine")] = 7.0
    weights[1, CAUSES.index("stroke")] = 14.0
    replace(folder, "vocabulary.json", b'["a", "b"]')
    replace(folder, "weights.npz", npz(weights=weights, intercept=np.zeros(len(CAUSES))))
    return Classifier.load(folder)


def test_contributions_are_against_the_mean_and_the_weightiest_first(folder: Path) -> None:
    features = {"a": 0.5, "b": 2.0, "unknown": 1.0}
    assert small(folder).contributions(features, "caffeine") == [("b", -4.0), ("a", 3.0)]


def test_contributions_to_no_cause_are_refused(folder: Path) -> None:
    with pytest.raises(KeyError, match="luck"):
        small(folder).contributions({}, "luck")


def test_temperature_is_the_cards(folder: Path) -> None:
    assert Classifier.load(folder).temperature == 1.25


def test_version_is_the_beginning_of_the_hash(folder: Path) -> None:
    assert Classifier.load(folder).version == hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()[:12]


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as raised:
        Classifier.load(folder)
    assert raised.value.hint == HINT
    return str(raised.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder) == f"{name}: cannot be read (FileNotFoundError)"


@pytest.mark.parametrize("name", FILES[:2])
def test_changed_file_is_refused(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")
    assert refusal(folder) == f"{name}: not the file that card.json describes"


@pytest.mark.parametrize("schema", [0, 2, "1", None])
def test_other_schema_is_refused(folder: Path, schema: object) -> None:
    edit_card(folder, schema=schema)
    assert refusal(folder) == "card.json: not a model of schema 1, which this lipcheck reads"


@pytest.mark.parametrize("temperature", [0, -1, True, "1", None, float("inf")])
def test_card_without_a_temperature_is_refused(folder: Path, temperature: object) -> None:
    edit_card(folder, temperature=temperature)
    assert refusal(folder) == "card.json: no temperature above 0"


def test_untrained_model_holds_all_causes_for_equally_likely() -> None:
    assert Classifier.untrained().predict_proba({"word=lip": 1.0}) == dict.fromkeys(CAUSES, 1 / 7)


def test_other_causes_are_refused(folder: Path) -> None:
    edit_card(folder, classes=["good", "bad"])
    assert refusal(folder) == "card.json: other causes than this lipcheck knows"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_card_that_is_not_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / "card.json").write_bytes(content)
    assert refusal(folder) == "card.json: damaged, not JSON"


@pytest.mark.parametrize("content", [b"{}", b"[]", b"[1, 2]"])
def test_vocabulary_that_is_no_list_of_features_is_refused(folder: Path, content: bytes) -> None:
    replace(folder, "vocabulary.json", content)
    assert refusal(folder) == "vocabulary.json: not a list of features"


def test_repeated_feature_is_refused(folder: Path) -> None:
    replace(folder, "vocabulary.json", b'["a", "a"]')
    assert refusal(folder) == "vocabulary.json: a feature stands twice"


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def pickled_array(path: Path) -> bytes:
    return npz(weights=np.array([Bomb(path)], dtype=object), intercept=np.zeros(len(CAUSES)))


def lone_array() -> bytes:
    out = io.BytesIO()
    np.save(out, np.zeros(3))
    return out.getvalue()


def test_pickle_is_never_opened(folder: Path, tmp_path: Path) -> None:
    replace(folder, "weights.npz", pickle.dumps(Bomb(tmp_path / "boom")))
    assert refusal(folder) == "weights.npz: damaged, or not arrays of numbers"
    assert not (tmp_path / "boom").exists()


def test_pickle_inside_an_archive_is_never_opened(folder: Path, tmp_path: Path) -> None:
    replace(folder, "weights.npz", pickled_array(tmp_path / "boom"))
    assert refusal(folder) == "weights.npz: damaged, or not arrays of numbers"
    assert not (tmp_path / "boom").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", lone_array(), npz(weights=np.zeros(3))])
def test_damaged_weights_are_refused(folder: Path, content: bytes) -> None:
    replace(folder, "weights.npz", content)
    assert refusal(folder) == "weights.npz: damaged, or not arrays of numbers"


def test_cut_weights_are_refused(folder: Path) -> None:
    replace(folder, "weights.npz", (folder / "weights.npz").read_bytes()[:-100])
    assert refusal(folder) == "weights.npz: damaged, or not arrays of numbers"


@pytest.mark.parametrize(
    ("weights", "intercept", "what"),
    [
        (np.zeros((1, 7), dtype=np.float32), np.zeros(7), "the arrays are not float64"),
        (np.zeros((2, 7)), np.zeros(7), "the arrays do not fit the vocabulary"),
        (np.zeros((1, 7)), np.zeros(6), "the arrays do not fit the vocabulary"),
        (np.full((1, 7), np.nan), np.zeros(7), "the weights are not all finite"),
    ],
)
def test_other_arrays_are_refused(folder: Path, weights: Any, intercept: Any, what: str) -> None:
    replace(folder, "vocabulary.json", b'["a"]')
    replace(folder, "weights.npz", npz(weights=weights, intercept=intercept))
    assert refusal(folder) == f"weights.npz: {what}"
