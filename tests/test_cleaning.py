import re
import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lipcheck.cleaning import clean

ARTICLE = (
    "Hello doctor, I’m 19 years old r nSometimes my left upper lip feels cramped and feels like it has been raised and "
    "stiff and numb, usually only lasts 3-5 seconds at most r nIn a day it can happen 2-3 times"
)


def quoted(message: str, word: str) -> str:
    """The words of the message to which a word of the cleaned text leads back."""
    cleaned = clean(message)
    at = cleaned.text.index(word)
    start, end = cleaned.original_span(at, at + len(word))
    return message[start:end]


def test_the_articles_message() -> None:
    cleaned = clean(ARTICLE)
    assert cleaned.text == ARTICLE.replace("’", "'").replace("r nS", "\nS").replace("r nI", "\nI")
    at = cleaned.text.index("numb")
    assert cleaned.original_span(at, at + 4) == (ARTICLE.index("numb"), ARTICLE.index("numb") + 4)
    assert quoted(ARTICLE, "Sometimes") == "Sometimes"
    assert quoted(ARTICLE, "3-5 seconds") == "3-5 seconds"
    assert quoted(ARTICLE, "2-3 times") == "2-3 times"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        # line ends and quotes that an export wrote out
        (r"old\r\nSometimes\nmy lip\tis numb", "old\nSometimes\nmy lip\tis numb"),
        (r"old\\nSometimes", "old\nSometimes"),
        (r"I can\'t feel my lip", "I can't feel my lip"),
        (r"it\u2019s numb", "it's numb"),
        (r"sad \ud83d\ude22 now", "sad 😢 now"),
        ("old r nSometimes", "old \nSometimes"),
        ("old. r n r nSometimes", "old. \n \nSometimes"),
        ("old r n Sometimes", "old \n Sometimes"),
        ("old r nmy lip", "old \nmy lip"),
        ("old. rnSometimes", "old. \nSometimes"),
        ("old nSometimes nI feel", "old \nSometimes \nI feel"),
        # markup
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("<p>My lip</p><p>is <b>numb</b>.</p>", "\nMy lip\nis numb.\n"),
        ("left</td><td>lip", "left lip"),
        ('<span style="color:red">numb</span> lip', "numb lip"),
        ("<style>p{color:red}</style>numb<!-- x > y -->lip", "\nnumb lip"),
        ("&lt;br&gt;numb", "\nnumb"),
        ("I&#39;m &quot;numb&quot;&nbsp;&amp; stiff", 'I\'m "numb" & stiff'),
        ("I&amp;amp;#39;m", "I'm"),
        ("temp &lt; 38", "temp < 38"),
        # characters
        ("my\xa0left\u2009lip", "my left lip"),
        ("\ufeffnu\u200bmb\u00ad \u202elip\u202c", "numb lip"),
        ("numb\x07lip\x0bcheek\u2028chin", "numb lip\ncheek\nchin"),
        ("n\0u\0m\0b\0", "numb"),
        ("numb\r\nlip\rchin", "numb\nlip\nchin"),
        ("numb \ud800 lip", "numb \ufffd lip"),
        ("sad \ud83d\ude22 now", "sad 😢 now"),
        ("I’ve a “numb” lip", 'I\'ve a "numb" lip'),
        ("3–5 seconds", "3-5 seconds"),
        ("ｎｕｍｂ　ｌｉｐ！", "numb lip!"),
        ("𝐧𝐮𝐦𝐛 ﬁngers cafe\u0301", "numb fingers café"),
        ("numb😢lip", "numb 😢 lip"),
        ("numb 👩🏽‍⚕️ lip❤️", "numb 👩🏽⚕ lip ❤"),
        # mojibake
        ("Iâ€™m numb", "I'm numb"),
        ("&acirc;&euro;&trade;s", "'s"),
        ("it\x92s numb", "it's numb"),
        ("cafÃ© at 38Â°C", "café at 38°C"),
        ("sad ðŸ˜¢ now", "sad 😢 now"),
        ("voilÃ la lèvre", "voilà la lèvre"),
        # mail
        ("numb\n\n> Are you well?\n> Clinic\n\nand stiff", "numb\n\n\nand stiff"),
        ("numb.\nOn Mon, Mar 4, 2024 at 9:15 AM Clinic <a@b.org>\nwrote:\n\nAre you well?", "numb.\n"),
        ("numb. On 4 Mar 2024, at 09:15, Clinic wrote: Are you well?", "numb. "),
        ("On Mar 4, 2024, Dr. Smith wrote:\n> Pain?\n\nNo pain", "\n\nNo pain"),
        ("numb\n-----Original Message-----\nFrom: A\nSent: B\nSubject: C\n\nPain?", "numb\n"),
        ("numb\n\nFrom: A\nSent: B\nTo: C\nSubject: D\n\nPain?", "numb\n\n"),
        ("From: A\nSent: B\nTo: C\nSubject: numb lip\n\nmy lip", "numb lip\n\nmy lip"),
        ("numb\nBegin forwarded message:\n\nPain?", "numb\n"),
        ("numb\n-- \nAnna Berg\n555 0100", "numb\n"),
        ("numb\nSent from my iPhone", "numb\n"),
        ("numb. Sent from Yahoo Mail on Android", "numb. "),
        ("numb\nGet Outlook for Android<https://aka.ms/x>", "numb\n"),
        ("numb\n--- Please reply above this line ---\nPain?", "numb\n"),
        ("numb\nReply Above This Line\nPain?", "numb\n"),
        ("numb\n##- Please type your reply above this line -##\nPain?", "numb\n"),
        ("numb\n\nCONFIDENTIALITY NOTICE: for the recipient\nonly.\n\nand stiff", "numb\n\n\n\nand stiff"),
        ("numb. This message and any attachments are confidential. Delete it.", "numb. "),
        # what a portal prints, a subject taken back, an earlier mail of one's own
        ("Disclaimer: do not use this portal for vision loss.\nI need a jab.", "\nI need a jab."),
        ("Please do not use this form for a weak arm\nMy lip is numb", "\nMy lip is numb"),
        ("If this is an emergency, such as a weak arm, call 911.\nMy lip is numb", "\nMy lip is numb"),
        ("Subject: slurred speech\nSorry, wrong subject. I need a jab.", "\nSorry, wrong subject. I need a jab."),
        ("On 4 July 2020 I wrote: my lip is numb.\nPlease send a copy of it.", "\nPlease send a copy of it."),
        ("facial_droop=no", "facial droop=no"),
        # chat
        ("[12/03/2024, 09:15] Anna: numb\n\u200e[12/03/2024, 09:15:02] Anna Berg: stiff", "numb\nstiff"),
        ("12/03/24, 09:15 - Anna: numb\n12/03/24, 9:15\u202fPM - Anna: stiff", "numb\nstiff"),
        ("09:15 Anna: numb\nPatient: stiff", "numb\nstiff"),
    ],
)
def test_debris_goes(message: str, text: str) -> None:
    cleaned = clean(message)
    # what was cut out leaves spaces at its edges, which say nothing
    assert [line.split() for line in cleaned.text.strip().split("\n")] == [
        line.split() for line in text.strip().split("\n")
    ]
    assert cleaned.changed


@pytest.mark.parametrize(
    "message",
    [
        "",
        " ",
        "\n\n",
        "My lip is numb.\n And stiff.",
        "I'm an R N, as an r n I know",
        "my lips r numb and r not ok",
        "my lips are numb rn I think",
        "nCoV, mRNA, the nHL",
        r"numb\tingling lips and\or cheek",
        r"C:\new",
        "I <3 you, temp < 38 and BP > 120, a <b and c> d",
        "my mail is <anna@example.org> <left lip>",
        "numb & stiff, this&not that, R&D; AT&T",
        "blas\ufffd about it — naïve café, 38 °C, ½ a pill…",
        "唇 онемела губа ثقيل",
        "> 3 days now",
        "On 03/04/2024 the neurologist wrote: no lesion",
        "On 4 July 2024 I wrote: my face droops.\nNobody answered and it droops.",
        "Hello. On 4 July 2024 I wrote: my face droops.\nIt is still so, and my arm is weak.",
        "If this is an emergency please call me, my face droops",
        "If you think my face is an emergency I will call 911",
        "Do not use this cream, it made my lip swell",
        "Subject: slurred speech\nSince this morning",
        "From: the left, to: the right",
        "numb\n--\nmy cheek is numb too",
        "this message is confidential, I drink",
        "09:15 Numbness: left lip\n10:20 Tingling: chin",
        "😢",
    ],
)
def test_words_stay(message: str) -> None:
    cleaned = clean(message)
    assert cleaned.text == message
    assert not cleaned.changed
    assert cleaned.original_span(0, len(message)) == (0, len(message))


LINE = "since last week I have had this odd feeling of numbness in my"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("my  left   lip", "my left lip"),
        ("my\tleft \t lip", "my left lip"),
        ("My lip is numb.\n\tAnd stiff.", "My lip is numb.\n And stiff."),
        ("my left  \nlip", "my left \nlip"),
        # a line as long as a mail program wraps it goes on
        (f"{LINE}\nleft cheek", f"{LINE} left cheek"),
        (f"{LINE} cheek.\nit tingles", f"{LINE} cheek.\nit tingles"),
        (f"{LINE} cheek\nIt tingles", f"{LINE} cheek\nIt tingles"),
        (f"{LINE} cheek\n\nit tingles", f"{LINE} cheek\n\nit tingles"),
        ("lip\ncheek\nchin", "lip\ncheek\nchin"),
    ],
)
def test_words_that_belong_together_stand_one_space_apart(message: str, text: str) -> None:
    assert clean(message).text == text


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("> my lip is numb\n> since May", "> my lip is numb\n> since May"),
        ("-----Original Message-----\nmy lip is numb", " \nmy lip is numb"),
        ("--- Reply above this line ---\nmy lip is numb", " \nmy lip is numb"),
        ("Sent from my iPhone", "Sent from my iPhone"),
    ],
)
def test_a_cut_that_would_leave_nothing_is_not_made(message: str, text: str) -> None:
    assert clean(message).text == text


@pytest.mark.parametrize(
    ("message", "word", "original"),
    [
        ("Iâ€™m numb", "I'm", "Iâ€™m"),
        ("Iâ€™m numb", "'", "â€™"),
        ("Iâ€™m numb", "numb", "numb"),
        ("â€œnumbâ€\x9d lip", "numb", "numb"),
        ("a&nbsp;numb&nbsp;lip", "numb", "numb"),
        ("it&amp;#39;s", "it's", "it&amp;#39;s"),
        ("&acirc;&euro;&trade;s", "'", "&acirc;&euro;&trade;"),
        ("my <b>numb</b> lip", "numb lip", "numb</b> lip"),
        ("😢😢numb🙂lip", "numb", "numb"),
        ("\ufeffnu\u200bmb lip", "numb", "nu\u200bmb"),
        ("\ufeffnu\u200bmb lip", "lip", "lip"),
        ("ﬁngers numb", "fingers", "ﬁngers"),
        ("cafe\u0301 numb", "café", "cafe\u0301"),
        (r"\ud83d\ude22 numb", "😢", r"\ud83d\ude22"),
        ("[12/03/2024, 09:15] Anna: numb", "numb", "numb"),
        ("numb\n> ill?\n> well?\nstiff", "stiff", "stiff"),
        ("my  upper \t lip", "upper lip", "upper \t lip"),
        (f"{LINE}\nleft cheek", "my left", "my\nleft"),
    ],
)
def test_words_lead_back(message: str, word: str, original: str) -> None:
    assert quoted(message, word) == original


def test_offsets_beyond_the_text_are_clamped() -> None:
    cleaned = clean("a&nbsp;b")
    assert cleaned.original_span(-5, 99) == (0, 8)
    assert cleaned.original_span(1, 1) == (1, 1)
    assert cleaned.original_span(2, 2) == (7, 7)
    assert cleaned.original_span(3, 3) == (8, 8)
    assert cleaned.original_span(2, 1) == (7, 7)


def test_the_message_is_not_in_the_repr() -> None:
    assert "numb" not in repr(clean("numb&nbsp;lip"))


def test_plain_text_does_not_import_ftfy() -> None:
    code = "import sys; from lipcheck.cleaning import clean; clean('My lip\\n'); clean('I’m'); sys.exit('ftfy' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode
        == 0
    )


# Whole pieces of debris, as random characters seldom make one.
PIECES = st.sampled_from(
    [
        "numb",
        "lip",
        " ",
        "\n",
        " r n",
        "S",
        "\\n",
        "\\r\\n",
        "\\u2019",
        "<br>",
        "<b>",
        "<!--",
        "-->",
        "<",
        "&",
        "&amp;",
        "&nbsp;",
        "&#39;",
        "\xa0",
        "\u200b",
        "\ufeff",
        "â€™",
        "Ã©",
        "Ã ",
        "Â",
        "\x92",
        "😢",
        "\u200d",
        "\ufe0f",
        "ﬁ",
        "e\u0301",
        "\ud83d",
        "\ude22",
        "\0",
        "\r",
        "\t",
        LINE,
        "> ",
        "On 4 Mar 2024, at 09:15, A wrote:",
        "-----Original Message-----",
        "-- \n",
        "From: a\n",
        "Sent: b\n",
        "To: d\n",
        "Subject: c\n",
        "Sent from my iPhone",
        "09:15 Anna: ",
        "reply above this line",
        "CONFIDENTIALITY NOTICE",
        "<style>",
        "</style>",
        "１",
        "“",
        "Patient: ",
    ]
)
MESSAGES = st.one_of(st.text(st.characters(exclude_categories=())), st.lists(PIECES, max_size=25).map("".join))


@given(MESSAGES)
@example("\ud800")
@example("<!--<style>")
def test_every_character_leads_back_in_order(message: str) -> None:
    cleaned = clean(message)
    spans = [cleaned.original_span(i, i + 1) for i in range(len(cleaned.text))]
    assert all(0 <= start < end <= len(message) for start, end in spans)
    assert spans == sorted(spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)


@given(MESSAGES, st.data())
def test_a_span_covers_the_spans_within_it(message: str, data: st.DataObject) -> None:
    cleaned = clean(message)
    start, middle, end = sorted(data.draw(st.integers(0, len(cleaned.text))) for _ in range(3))
    whole = cleaned.original_span(start, end)
    left, right = cleaned.original_span(start, middle), cleaned.original_span(middle, end)
    assert whole[0] <= left[0] <= left[1]
    assert right[0] <= right[1] <= whole[1] or middle == end


@given(MESSAGES, MESSAGES)
def test_an_unchanged_word_leads_to_itself(before: str, after: str) -> None:
    message = f"{before} Zygomatic {after}"
    cleaned = clean(message)
    at = cleaned.text.find("Zygomatic")
    if at >= 0:
        start, end = cleaned.original_span(at, at + 9)
        assert message[start:end] == "Zygomatic"


@given(MESSAGES)
def test_no_lone_surrogate_is_left(message: str) -> None:
    clean(message).text.encode()


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="<>&\\-:[0123456789rn_")))
@example("my  lip")
def test_plain_ascii_passes(message: str) -> None:
    cleaned = clean(message)
    assert cleaned.text == re.sub(" +", " ", message)
    assert clean(cleaned.text).text == cleaned.text


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "<style>",
        "&",
        "&amp;",
        ">",
        ">\n",
        " r n",
        " ",
        "\n",
        "\\",
        "\\n",
        "\xa0",
        "\u200b",
        "a😢",
        "â€™ ",
        "e\u0301\u0316",
        "-",
        "--\n",
        "wrote:",
        "On 1/2/2024 wrote:",
        "From: ",
        "From: Sent: ",
        "09:15 Anna: ",
        "CONFIDENTIALITY NOTICE ",
        "Disclaimer: call 911 ",
        "if this is an emergency ",
        "if this is an emergency\n",
        "do not use this form ",
        "Subject: wrong subject\n",
        "On 4 July 2020 I wrote: ",
        "On 4 July 2020 I wrote: \n",
        "a_",
        "this message is confidential ",
        "--original message",
        "\ud800\udc00",
        "\r\n",
        "#",
        "[1/",
    ],
)
def test_time_grows_with_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        message = piece * (length // len(piece))
        times = []
        for _ in range(3):
            begun = time.process_time()
            clean(message)
            times.append(time.process_time() - begun)
        return min(times)

    # four times the length: 4 when linear, 16 when quadratic; the constant forgives the clock on short times
    assert seconds(80_000) < 9 * seconds(20_000) + 0.01


def test_a_megabyte() -> None:
    message = "My lip is numb – I’m “worried”.<br>\r\n" * 26_000
    begun = time.perf_counter()
    cleaned = clean(message)
    assert time.perf_counter() - begun < 2
    assert cleaned.original_span(len(cleaned.text) - 1, len(cleaned.text)) == (len(message) - 2, len(message))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("List          YES   NO\nNumb lip            X\nRash          X", "List YES NO\nNumb lip: no\nRash: yes"),
        (
            "List\tNo\tYes\nNumb lip\tx\nRash\t\tx (old)\n\nit is x  rated",
            "List No Yes\nNumb lip: no\nRash: yes (old)\n\nit is x rated",
        ),
        ("Yes  no maybe  x", "Yes no maybe x"),
    ],
)
def test_ticks_under_yes_and_no_are_read_as_words(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


def test_a_speaker_in_small_letters_opens_a_line_of_its_own() -> None:
    talk = "me: it is the left eyelid that jumps and it has been doing so for weeks now\ndoc: any pain?\nme: no"
    assert clean(talk).text == talk


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Lips: swollen / Throat: tight / Ate: nuts", "Lips: swollen\nThroat: tight\nAte: nuts"),
        ("Cause: none / Pain: no", "Cause: none\nPain: no"),
        ("Numb: left / right", "Numb: left / right"),
        ("DIARRHOEA / VOMITING: no / no", "DIARRHOEA / VOMITING: no / no"),
        ("Drooping Y / N: N. Numb: chin", "Drooping Y / N: N. Numb: chin"),
        ("numb and/or tingling / at: night", "numb and/or tingling / at: night"),
    ],
)
def test_the_fields_of_a_form_on_one_line_are_parted(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


def test_a_field_of_a_form_on_one_line_is_found_in_the_text_as_given() -> None:
    text = "Lips: swollen / Throat: tight"
    cleaned = clean(text)
    at = cleaned.text.index("tight")
    assert cleaned.original_span(at, at + 5) == (text.index("tight"), len(text))
