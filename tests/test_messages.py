import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.messages import LONGEST_WORDS, message, one_line, plain
from extractors.records import DueDelivery

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DUE = DueDelivery(
    alert_id="al_0123456789abcdef",
    channel="file",
    count_attempts=0,
    figure_key="ann-dahl",
    figure_name="Ann Dahl",
    quote_text="The talks “were hard” & long.",
    quote_kind="mixed",
    speaker_name="Ann Dahl",
    via="Reuters",
    article_title="Talks end",
    article_address="https://times.example/talks?a=1&b=2",
    outlet_name="The Example Times",
    event_title="Talks in Oslo",
    published_at=datetime(2026, 11, 21, tzinfo=UTC),
    first_seen_at=NOW,
    reason="Ann Dahl is credited with a mixed quote",
    char_start=10,
    char_end=39,
    article_id="a_1",
)
HOSTILE = "\x1b[31m<b>*Ann*</b>\x1b]0;title\x07 \u202eevil\u202c\u200b\x07\x9b2J <script>[x](javascript:1)`_&amp;"


def test_a_message_as_text():
    made = message(DUE)
    assert made.title == "Ann Dahl, newly quoted (al_0123456789abcdef)"
    assert made.text == (
        "The talks “were hard” & long.\n\nAnn Dahl (mixed)\n\nTalks end, The Example Times\n"
        "https://times.example/talks?a=1&b=2\nCredited by the article to: Reuters\nEvent: Talks in Oslo\n"
        "Published: 2026-11-21\nFirst seen: 2026-11-22 08:30 UTC\nWhy: Ann Dahl is credited with a mixed quote\n"
        "Alert: al_0123456789abcdef"
    )


def test_a_message_in_brief():
    assert message(DUE).brief == (
        "The talks “were hard” & long.\n"
        "— Ann Dahl (mixed), via Reuters; Talks end, The Example Times; https://times.example/talks?a=1&b=2"
    )


def test_an_event_that_is_called_as_the_article_is_named_once():
    assert message(replace(DUE, event_title="Talks  end")).text.count("Talks end") == 1


def test_the_line_holds_all_the_evidence_exactly():
    made = message(replace(DUE, quote_text=HOSTILE, article_title="\ud800\u2028"))
    assert json.loads(made.line) == {
        "alert_id": "al_0123456789abcdef",
        "alert_kind": "news",
        "corrects_alert_id": None,
        "figure": "ann-dahl",
        "figure_name": "Ann Dahl",
        "words": HOSTILE,
        "kind": "mixed",
        "char_start": 10,
        "char_end": 39,
        "speaker": "Ann Dahl",
        "via": "Reuters",
        "event": "Talks in Oslo",
        "article_title": "\ud800\u2028",
        "outlet": "The Example Times",
        "link": "https://times.example/talks?a=1&b=2",
        "published_at": "2026-11-21T00:00:00+00:00",
        "first_seen_at": "2026-11-22T08:30:00+00:00",
        "reason": "Ann Dahl is credited with a mixed quote",
        "statement_id": None,
        "quote_id": None,
        "article_id": "a_1",
        "event_id": None,
    }
    assert made.line.encode().decode() == made.line
    assert len(made.line.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u200b]", made.line)


@pytest.mark.parametrize("name", ["quote_text", "speaker_name", "article_title", "outlet_name", "event_title", "via"])
def test_words_of_a_page_cannot_act_wherever_they_are_shown(name):
    made = message(replace(DUE, **{name: HOSTILE}))
    for shown in (made.title, made.brief, made.text, made.markdown, made.html):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]", shown)
    assert "<b>*Ann*</b> evil" in made.text
    assert r"\<b\>\*Ann\*\</b\>" in made.markdown
    assert r"\[x\](javascript:1)" in made.markdown
    assert "&lt;script&gt;" in made.html
    assert "<script" not in made.html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://[", None, ""])
def test_only_addresses_of_the_web_become_links(address):
    made = message(replace(DUE, article_address=address))
    assert "<a " not in made.html
    assert json.loads(made.line)["link"] == address


def test_an_address_cannot_break_out_of_its_link():
    made = message(replace(DUE, article_address='https://x.example/"><script>a</script> (1)>'))
    assert "<https://x.example/%22%3E%3Cscript%3Ea%3C/script%3E%281%29%3E>" in made.markdown
    assert "<script" not in made.html


def test_long_words_are_cut_and_the_alert_id_stays():
    made = message(replace(DUE, quote_text="word " * 2000))
    for shown in (made.text, made.markdown, made.html):
        assert len(shown) < LONGEST_WORDS + 700
        assert "word …" in shown
        assert DUE.alert_id in shown
    assert json.loads(made.line)["words"] == "word " * 2000


def test_what_is_not_known_is_not_said():
    bare = replace(DUE, via=None, article_title=None, article_address=None, outlet_name=None, event_title=None)
    made = message(replace(bare, published_at=None))
    assert "None" not in made.text + made.markdown + made.html
    assert "Published" not in made.text


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert plain(plain(text)) == plain(text)
    assert one_line(one_line(text)) == one_line(text)
    assert len(one_line(text).splitlines()) <= 1


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_words_add_markup_or_lose_the_id(words, title, speaker):
    made = message(replace(DUE, quote_text=words, article_title=title, speaker_name=speaker))
    tags = _Tags()
    tags.feed(made.html)
    assert tags.seen <= {"i", "b", "br", "a"}
    for shown in (made.title, made.text, made.markdown, made.html, made.line):
        assert DUE.alert_id in shown
    assert json.loads(made.line)["words"] == words
