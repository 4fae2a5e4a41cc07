"""FHIR R4: Communications in, alone, in a Bundle or one a line; out, one Bundle a message and line.

A Bundle holds an Observation for each finding of the patient and one RiskAssessment, whose ``basis`` is the Communication.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any

from lipcheck.decoding import UTF8, as_utf8
from lipcheck.exports import Format, Lines, Message, Reject, Source, check_text, find_columns
from lipcheck.exports.json import Rationed, TooLargeError, parse_events, undecodable
from lipcheck.exports.jsonl import dump, objects

# --- In -----------------------------------------------------------------------------------------------------------

_BUNDLED = "entry.item.resource"


def _communication(resource: Any, number: int, source: Source) -> Message | Reject | None:
    """The message of a Communication; None for a resource of another type."""
    if not isinstance(resource, dict) or not isinstance(kind := resource.get("resourceType"), str):
        return Reject(source.file, number, "not a FHIR resource")
    if kind != "Communication":
        return None
    if undecodable(resource):
        return Reject(source.file, number, source.undecodable)
    payload = resource.get("payload")
    parts = [p.get("contentString") for p in payload if isinstance(p, dict)] if isinstance(payload, list) else []
    texts = [part for part in parts if isinstance(part, str)]
    subject = resource.get("subject")
    subject = subject.get("reference") if isinstance(subject, dict) else None
    row = {
        "id": resource.get("id"),
        "text": "\n\n".join(texts) if texts else None,
        "received": resource.get("received") or resource.get("sent"),
        "extra": {"subject": subject} if isinstance(subject, str) else {},
    }
    others = {k: v for k, v in resource.items() if k not in (*row, "payload", "sent", "subject")}
    return find_columns((*row, *others), source).message(row | others, number, source)


def _resources(resource: Any) -> list[Any]:
    """The resources of a Bundle, else the one."""
    if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
        entries = resource.get("entry")
        return (
            [e["resource"] for e in entries if isinstance(e, dict) and "resource" in e]
            if isinstance(entries, list)
            else []
        )
    return [resource]


def _streamed(stream: Rationed) -> Iterator[Any]:
    """The resources of one JSON document, each when it is complete: those of a Bundle, or the document itself."""
    from ijson.common import ObjectBuilder

    document, bundled = ObjectBuilder(), None
    for prefix, event, value in parse_events(stream):
        if prefix == _BUNDLED and event == "start_map":
            bundled = ObjectBuilder()
        if bundled is not None:
            bundled.event(event, value)
            if prefix == _BUNDLED and event == "end_map":
                yield bundled.value
                stream.refill()
                bundled = None
        elif not prefix.startswith("entry") and (prefix, event, value) != ("", "map_key", "entry"):
            document.event(event, value)
    if document.value.get("resourceType") != "Bundle":
        yield document.value


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of FHIR resources; a row is a line where each is a resource, else an entry of the Bundle."""
    import ijson

    head = stream.peek(1 << 20)
    check_text(head[:4096], source.file)
    if _is_one_a_line(head):
        for number, row in objects(stream, source):
            if isinstance(row, str):
                yield Reject(source.file, number, row)
                continue
            for resource in _resources(row):
                if (one := _communication(resource, number, source)) is not None:
                    yield one
        return
    number = 0
    try:
        for number, resource in enumerate(_streamed(Rationed(as_utf8(stream, UTF8, marked=True))), 1):
            if (message := _communication(resource, number, source)) is not None:
                yield message
    except (ijson.JSONError, AttributeError):  # the latter where the document is no object
        yield Reject(source.file, number + 1, "broken JSON: neither this entry nor what follows it can be read")
    except TooLargeError as e:
        yield Reject(source.file, number + 1, f"{e}: neither this entry nor what follows it can be read")


def _is_one_a_line(head: bytes) -> bool:
    """Whether the first line is a whole object and another one follows."""
    first, end, rest = head.partition(b"\n")
    return bool(end) and first.rstrip().endswith(b"}") and rest.lstrip()[:1] in (b"{", b"")


_RESOURCE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{[^{}\[\]]{0,2000}"resourceType"\s*:\s*"(?:Bundle|Communication)"')


def looks(head: bytes) -> bool:
    """Whether the first bytes are those of a Bundle or a Communication."""
    return _RESOURCE.match(head) is not None


# --- Out ----------------------------------------------------------------------------------------------------------

_OURS = "urn:lipcheck:"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_SNOMED = "http://snomed.info/sct"
# What a finding's status says; what is only feared is left out.
_STATUS = {
    "present": ("52101004", "Present"),
    "absent": ("2667000", "Absent"),
    "uncertain": ("415684004", "Suspected"),
    "past": ("410513005", "In the past"),
}
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}|https?://\S+|urn:uuid:[0-9a-f-]{36}")
_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?")
_NAMESPACE = uuid.UUID("6f1c1c1e-5f0b-5d1e-9a53-2b7f1d8d7c10")


def _concept(name: str, kind: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{_OURS}{kind}", "code": name}], "text": text}


def _words(*names: str | None) -> str:
    return " ".join(n.replace("_", " ") for n in names if n)


def _urn(record: Mapping[str, Any], what: str) -> str:
    """A resource's name, the same in every run."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, ascii((record['id'], what)))}"


def _observation(finding: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    code, display = _STATUS[finding["status"]]
    symptom = _concept(finding["symptom"], "symptom", _words(finding["symptom"]))
    if finding["code"]:
        symptom["coding"].insert(0, {"system": _ICD, "code": finding["code"]})
    resource = {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": symptom,
        **about,
        "valueCodeableConcept": {
            "coding": [{"system": _SNOMED, "code": code, "display": display}],
            "text": finding["status"],
        },
    }
    if finding["site"] or finding["side"]:
        site = _concept(finding["site"] or "", "site", _words(finding["side"], finding["site"]))
        if not finding["site"]:
            del site["coding"]
        if finding["side"]:
            site.setdefault("coding", []).append({"system": f"{_OURS}side", "code": finding["side"]})
        resource["bodySite"] = site
    if finding["severity"]:
        resource["interpretation"] = [_concept(finding["severity"], "severity", finding["severity"])]
    return resource


def _risk(record: Mapping[str, Any], subject: Mapping[str, Any], basis: list[dict[str, Any]]) -> dict[str, Any]:
    level = record["urgency"] or "person_must_read"
    care: dict[str, Any] = {
        "outcome": _concept("urgency", "outcome", "urgency"),
        "qualitativeRisk": _concept(level, "urgency", _words(level)),
    }
    reasons = "; ".join([*record["reasons"], *(f"{f['flag']}: {f['why']}" for f in record["red_flags"] if f["active"])])
    if reasons:
        care["rationale"] = reasons
    causes = [
        {
            "outcome": _concept(c["cause"], "cause", _words(c["cause"])),
            "probabilityDecimal": round(c["probability"] * 100, 4),  # FHIR counts in per cent
        }
        for c in record["causes"]
    ]
    versions = ", ".join(f"{k} {v}" for k, v in record["versions"].items())
    resource = {
        "resourceType": "RiskAssessment",
        "status": "preliminary",
        "method": {"text": f"lipcheck ({versions})"},
        "subject": subject,
        "basis": basis,
        "prediction": [care, *causes],
    }
    if record["advice"]:
        resource["mitigation"] = "; ".join(record["advice"])
    if _is_time(record["received"]):
        resource["occurrenceDateTime"] = record["received"]
    return resource


def _is_time(received: str | None) -> bool:
    return received is not None and _TIME.fullmatch(received) is not None


def bundle(record: Mapping[str, Any]) -> dict[str, Any]:
    """The Bundle of a record: its Observations, then its RiskAssessment."""
    given = record["extra"].get("subject")
    known = isinstance(given, str) and _REFERENCE.fullmatch(given)
    subject = {"reference": given} if known else {"display": "the patient of the message"}
    about: dict[str, Any] = {"subject": subject}
    if _is_time(record["received"]):
        about["effectiveDateTime"] = record["received"]
    id_ = record["id"]
    message = {"reference": f"Communication/{id_}"} if _ID.fullmatch(id_) else {"identifier": {"value": id_}}
    findings = [f for f in record["findings"] if f["experiencer"] == "patient" and f["status"] in _STATUS]
    entries = [
        {"fullUrl": _urn(record, f"finding {number}"), "resource": _observation(finding, about)}
        for number, finding in enumerate(findings)
    ]
    basis = [{"type": "Communication", **message}, *({"reference": e["fullUrl"]} for e in entries)]
    entries.append({"fullUrl": _urn(record, "risk"), "resource": _risk(record, subject, basis)})
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _encode(record: Mapping[str, Any]) -> bytes:
    return dump(bundle(record))


FORMAT = Format("fhir", (".fhir",), read, looks, lines=Lines(b"", _encode))
