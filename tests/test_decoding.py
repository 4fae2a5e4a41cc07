from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.decoding import NOT_TEXT, as_stream, as_utf8, detect, known_encoding
from lipcheck.errors import InputError

TEXT = "id,text\n1,I’m numb – since Monday, 38 °C\n2,“stiff”\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"id,text\n1,numb\n", "utf-8"),
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf_16_le"),
        (TEXT.encode("utf-16-be"), "utf_16_be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"id,text\n1,I\x92m numb\n", "cp1252"),
        (b"id,text\n1,numb \xff now\n", "utf-8"),
        (b"id,text\n1,numb \x81 now\n", "utf-8"),
        (TEXT.encode() + b"3,\x92\n", "utf-8"),
        (b"id,text\n1,numb\x00\n" * 20, "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_first_bytes(data: bytes, encoding: str) -> None:
    assert detect(data) == encoding


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no encoding of that name"):
        known_encoding(name)


def test_encodings_have_one_name() -> None:
    assert [known_encoding(n) for n in ("UTF8", "utf-8-sig", "Windows-1252")] == ["utf-8", "utf-8", "cp1252"]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["utf-16", "utf-16-le", "utf-32", "utf-8"]))
def test_what_was_encoded_comes_out_as_it_was(text: str, encoding: str) -> None:
    assert as_utf8(io.BytesIO(text.encode(encoding)), encoding).read().decode() == text


def test_what_cannot_be_decoded_is_marked() -> None:
    assert as_utf8(io.BytesIO(b"a\x81b"), "cp1252").read() == b"a\xffb"
    assert as_utf8(io.BytesIO(b"a\xffb"), "utf-8", marked=True).read() == f"a{NOT_TEXT}b".encode()
    assert as_utf8(io.BytesIO("a\ud800b".encode("utf-16-le", "surrogatepass")), "utf-16-le").read() == b"a\xffb"


@given(st.lists(st.binary(min_size=1)))
def test_a_stream_of_pieces_is_the_pieces(pieces: list[bytes]) -> None:
    assert as_stream(iter(pieces)).read() == b"".join(pieces)
