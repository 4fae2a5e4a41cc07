from __future__ import annotations

import io
import json
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirabstractbase import FHIRValidationError
from test_render import report

import lipcheck
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.fhir import FORMAT, bundle, looks, read
from lipcheck.report import Finding, Quote, Report

LOST = "broken JSON: neither this entry nor what follows it can be read"


def communication(id_: str | None = "m-1", *texts: str, **more: Any) -> dict[str, Any]:
    payload = [{"contentString": t} for t in texts or ("numb",)]
    return {"resourceType": "Communication", "id": id_, "status": "completed", "payload": payload, **more}


def rows(*parts: Any, keep: tuple[str, ...] = (), indent: int | None = None) -> list[Message | Reject]:
    data = b"".join(p if isinstance(p, bytes) else json.dumps(p, indent=indent).encode() + b"\n" for p in parts)
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.json", keep=keep)))


def bundled(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_communication_is_a_message(indent: int | None) -> None:
    subject = {"reference": "Patient/7", "display": "Anna"}
    given = communication(
        "m-1", "My lip", "is numb", sent="2026-03-01T08:15:00Z", subject=subject, topic={"text": "lip"}
    )
    expected = Message("m-1", "My lip\n\nis numb", "2026-03-01T08:15:00Z", {"subject": "Patient/7"}, 1)
    assert rows(given, indent=indent) == [expected]
    [kept] = rows(given, indent=indent, keep=("topic",))
    assert isinstance(kept, Message)
    assert kept.extra == {"subject": "Patient/7", "topic": {"text": "lip"}}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_bundle_is_its_communications(indent: int | None) -> None:
    given = bundled(communication("a"), {"resourceType": "Patient", "id": "7"}, communication("b", "stiff"))
    assert [(m.id, m.text) for m in rows(given, indent=indent) if isinstance(m, Message)] == [
        ("a", "numb"),
        ("b", "stiff"),
    ]


def test_lines_are_resources_each() -> None:
    found = rows(
        communication("a"), b'{"resourceType": "Comm\n', bundled(communication("b")), b"\n", communication("c")
    )
    assert [(r.id, r.row) if isinstance(r, Message) else r.reason[:11] for r in found] == [
        ("a", 1),
        "broken JSON",
        ("b", 3),
        ("c", 5),
    ]


def test_bad_resources_are_rejects_and_the_next_one_comes_out() -> None:
    bad = communication("b") | {"payload": [{"contentAttachment": {}}]}
    data = json.dumps(bundled(communication("a"), bad, {"id": "x"}, communication("d", "\x00BAD"), communication("e")))
    found = rows(data.replace("\\u0000BAD", "BAD").encode().replace(b"BAD", b"\xff"))
    assert [r.id if isinstance(r, Message) else r.reason for r in found] == [
        "a",
        "the text is null",
        "not a FHIR resource",
        "not UTF-8",
        "e",
    ]


@pytest.mark.parametrize("cut", [80, 200])
def test_what_follows_broken_json_is_one_reject(cut: int) -> None:
    data = json.dumps(bundled(communication("a"), communication("b"), communication("c"))).encode()[:-cut]
    found = rows(data)
    assert [type(r).__name__ for r in found[:-1]] == ["Message"] * (len(found) - 1)
    assert isinstance(found[-1], Reject)
    assert found[-1].reason == LOST


def test_it_is_known_by_its_first_bytes() -> None:
    assert looks(json.dumps(communication()).encode())
    assert looks(json.dumps(bundled(), indent=1).encode())
    assert not looks(b'{"text": "resourceType"}')


# Out: each Bundle is checked with fhirclient, whose classes are made from FHIR R4 (4.0.1); the status codes are ours to check.


def valid(record: dict[str, Any]) -> dict[str, Any]:
    [line] = FORMAT.lines.encode(record).splitlines() if FORMAT.lines else []
    found: dict[str, Any] = json.loads(line)
    assert Bundle(found, strict=True).as_json() == found
    return found


def test_the_validator_finds_what_is_wrong() -> None:
    wrong = bundle(report().to_dict())
    del wrong["entry"][-1]["resource"]["subject"]
    with pytest.raises(FHIRValidationError):
        Bundle(wrong, strict=True)


@pytest.fixture(scope="module")
def analyzer() -> lipcheck.Analyzer:
    return lipcheck.load()


MESSAGES = [
    "For the last 2 days my left upper lip cramps and goes numb for 3-5 seconds, 2-3 times a day. I'm 19. No pain.",
    "My face droops on the left and my speech is slurred since this morning!!",
    "I drink 5 coffees a day and my eyelid twitches. I am afraid that it is a stroke. My dad has a numb lip.",
    "Can I move my appointment to Friday?",
    "",
]


@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize("text", MESSAGES, ids=range(len(MESSAGES)))
def test_every_bundle_is_valid(text: str, redact: bool, analyzer: lipcheck.Analyzer) -> None:
    valid(analyzer.analyze(text, received="2026-03-01T08:15:00Z").to_dict(redact=redact))


def test_findings_of_the_patient_are_observations() -> None:
    quote = Quote("x", 0, 1)
    findings = (
        Finding("numbness", quote, site="upper_lip", side="left", severity="mild", code="R20.0"),
        Finding("facial_droop", quote, status="absent", code="R29.810"),
        Finding("pain", quote, side="both", status="past"),
        Finding("itch", quote, status="uncertain"),
        Finding("cramp", quote, status="hypothetical"),
        Finding("twitching", quote, experiencer="other"),
    )
    record = Report("m-1", "x", findings=findings, received="2026-03-01", extra={"subject": "Patient/7"}).to_dict()
    resources = [entry["resource"] for entry in valid(record)["entry"]]
    assert [r["resourceType"] for r in resources] == ["Observation"] * 4 + ["RiskAssessment"]
    assert [(r["code"]["text"], r["valueCodeableConcept"]["coding"][0]["display"]) for r in resources[:4]] == [
        ("numbness", "Present"),
        ("facial droop", "Absent"),
        ("pain", "In the past"),
        ("itch", "Suspected"),
    ]
    first = resources[0]
    assert first["code"]["coding"][0] == {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R20.0"}
    assert (first["bodySite"]["text"], first["subject"], first["effectiveDateTime"]) == (
        "left upper lip",
        {"reference": "Patient/7"},
        "2026-03-01",
    )


def test_the_risk_is_linked_to_the_communication() -> None:
    found = valid(report().to_dict())
    risk = found["entry"][-1]["resource"]
    assert risk["basis"][0]["reference"] == f"Communication/{report().id}"
    assert [b["reference"] for b in risk["basis"][1:]] == [e["fullUrl"] for e in found["entry"][:-1]]
    assert sum(p.get("probabilityDecimal", 0) for p in risk["prediction"]) == pytest.approx(
        100 * sum(c.probability for c in report().causes)
    )


@pytest.mark.parametrize("id_", ["a b", "", "x" * 65, "<1@clinic.example>", "\ud800"])
def test_an_id_that_fhir_does_not_allow_is_an_identifier(id_: str) -> None:
    assert valid(Report(id_, "x").to_dict())["entry"][-1]["resource"]["basis"] == [
        {"type": "Communication", "identifier": {"value": id_}}
    ]


def test_times_that_fhir_does_not_allow_are_left_out() -> None:
    assert "occurrenceDateTime" not in valid(Report("1", "x", received="yesterday").to_dict())["entry"][0]["resource"]
