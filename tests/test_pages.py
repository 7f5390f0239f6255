"""Pages as they are found: articles, walls, and no pages at all."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from news_site import article_html

from extractors.intake.pages import parse_page
from extractors.records import ParsedPage, Precision, Problem

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://ann:secret@news.example/world/talks?utm_source=rss"
TALKS = (PAGES / "talks.html").read_bytes()
PARAGRAPHS = (
    "The talks on the river ended on Monday after three days of hard bargaining in the old town hall.",
    "“It was hard,” Zoë Müller said as she left – without her coat. “We will be back in the spring.”",
    "Officials from both sides said that the next round of talks would be held somewhere warmer in March.",
)


def page(body: bytes, content_type: str | None = "text/html", address: str = ADDRESS) -> ParsedPage:
    found = parse_page(body, address=address, content_type=content_type, now=NOW)
    assert isinstance(found, ParsedPage), found
    return found


def test_an_article_and_what_its_page_says_about_it() -> None:
    found = page(TALKS)
    assert found.title == "Talks end without a deal"
    assert found.byline == "Ann Dahl"
    assert found.outlet_name == "The Example Times"
    assert found.language == "en-GB"
    assert found.declared_address == "https://news.example/world/talks"
    assert found.published.at == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    assert (found.published.precision, found.published.source) == (Precision.SECOND, "page")


def test_paragraphs_survive_and_what_stands_around_the_article_does_not() -> None:
    paragraphs = page(TALKS).text.split("\n")
    assert [paragraph.split()[0] for paragraph in paragraphs] == ["Three", "“It", "The", "Asked"]


def test_the_same_page_gives_the_same_text_ever_again() -> None:
    texts = {page(TALKS).text for _ in range(20)}
    program = (
        "import sys, datetime; from extractors.intake.pages import parse_page; sys.stdout.buffer.write(parse_page("
        "sys.stdin.buffer.read(), address='https://news.example/world/talks', content_type='text/html', "
        "now=datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)).text.encode())"
    )
    in_another_process = subprocess.run([sys.executable, "-c", program], input=TALKS, capture_output=True, check=True)
    texts.add(in_another_process.stdout.decode())
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/html; charset=utf-8"),
        ("utf-8", "text/html"),
        ("windows-1252", "text/html; charset=ISO-8859-1"),
        ("windows-1252", "text/html; charset=utf-8"),  # the server is wrong
        ("windows-1252", "text/html; charset=klingon"),
        ("utf-16", "text/html"),
    ],
)
def test_letters_come_right_in_whatever_encoding(encoding: str, content_type: str) -> None:
    html = article_html("Talks end", PARAGRAPHS).replace('<meta charset="utf-8">', "")
    found = page(html.encode(encoding), content_type)
    assert found.text.split("\n") == list(PARAGRAPHS)


def test_a_broken_letter_does_not_spoil_the_others() -> None:
    body = article_html("Talks end", PARAGRAPHS).encode().replace("–".encode(), b"\xe2\x80")
    assert "“It was hard,” Zoë Müller said" in page(body).text


def test_a_date_in_the_future_is_not_believed() -> None:
    found = page(TALKS.replace(b"2026-11-21T", b"2031-11-21T"))
    assert found.published.at is None


def test_a_page_that_cannot_be_read_says_so_once_and_not_on_the_terminal() -> None:
    program = (
        "import datetime; from extractors.intake.pages import parse_page; print(parse_page(b'<html></html>', "
        "address='https://news.example/', content_type=None, now=datetime.datetime.now(datetime.UTC)).kind)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout.strip(), done.stderr) == (b"no text", b"")


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"", "text/html", "no text"),
        (b"   ", "text/html", "no text"),
        ((PAGES / "consent.html").read_bytes(), "text/html", "no text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "text/html", "pdf"),
        (b"whatever", "application/pdf", "pdf"),
        (b"\x89PNG\r\n", "image/png", "not html"),
        (b'{"a": 1}', "application/json; charset=utf-8", "not html"),
        (bytes(range(256)), None, "no text"),
        (b"<rss><channel><title>t</title></channel></rss>", "application/xml", "no text"),
    ],
)
def test_what_holds_no_article_is_named(body: bytes, content_type: str | None, kind: str) -> None:
    found = parse_page(body, address=ADDRESS, content_type=content_type, now=NOW)
    assert isinstance(found, Problem)
    assert found.kind == kind
    assert found.cause
    assert found.remedy
    assert found.thing == "https://news.example/world/talks?utm_source=rss"


_pieces = st.sampled_from(
    [TALKS[at : at + 131] for at in range(0, len(TALKS), 131)] + [b"<p>", b"<", b"&#xD800;", b"\0"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_pieces, max_size=25).map(b"".join) | st.binary(max_size=200))
@example(b"<html><body><p>" + b"&#xD800; words " * 30)
def test_any_bytes_are_a_page_or_a_problem(body: bytes) -> None:
    found = parse_page(body, address=ADDRESS, content_type="text/html", now=NOW)
    assert isinstance(found, ParsedPage | Problem)
    repr(found).encode()
