import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.intake.documents import KEYS, NOTED, ImportedDocument, parse_line, plain_document, title_line
from extractors.records import Precision, Published

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def parse(line):
    return parse_line(line if isinstance(line, str) else json.dumps(line), place="x.jsonl, line 3", now=NOW)


def test_a_full_line():
    parsed = parse(
        {
            "id": "17",
            "url": "https://times.example/talks",
            "title": " Talks end ",
            "text": " It was hard.\r\n",
            "published_at": "2023-03-20T10:00:00+01:00",
            "outlet": "The Example Times",
        }
    )
    assert parsed.problems == parsed.unknown_keys == ()
    assert parsed.document == ImportedDocument(
        text=" It was hard.\r\n",
        external_id="17",
        address="https://times.example/talks",
        title="Talks end",
        outlet="The Example Times",
        published=Published(datetime(2023, 3, 20, 9, tzinfo=UTC), Precision.SECOND, "import"),
    )


def test_a_text_is_enough():
    parsed = parse({"text": "It was hard."})
    assert parsed.document == ImportedDocument("It was hard.")
    assert parsed.problems == ()


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_value_is_none(empty):
    parsed = parse({key: "x" if key == "text" else empty for key in KEYS})
    assert parsed.document == ImportedDocument("x")
    assert parsed.problems == ()


def test_an_outlet_is_known_by_the_domain_where_it_is_not_named():
    parsed = parse({"text": "x", "url": "https://news.times.co.uk/talks"})
    assert parsed.document.outlet == "times.co.uk"


@pytest.mark.parametrize(
    ("stated", "at", "precision"),
    [
        ("2023-03-20", datetime(2023, 3, 20, tzinfo=UTC), Precision.DAY),
        ("2023-03-20 08:00", datetime(2023, 3, 20, 8, tzinfo=UTC), Precision.SECOND),
        ("2023-03-20T08:00:00Z", datetime(2023, 3, 20, 8, tzinfo=UTC), Precision.SECOND),
        ("Mon, 20 Mar 2023 08:00:00 GMT", datetime(2023, 3, 20, 8, tzinfo=UTC), Precision.SECOND),
        ("1989-11-09", datetime(1989, 11, 9, tzinfo=UTC), Precision.DAY),
    ],
)
def test_a_date_and_a_time_are_told_apart(stated, at, precision):
    parsed = parse({"text": "x", "published_at": stated})
    assert parsed.document.published == Published(at, precision, "import")
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("published_at", "yesterday", "'published_at' is 'yesterday'"),
        ("published_at", "2023-02-30", "'published_at' is '2023-02-30'"),
        ("published_at", "2031-01-01", "in the future"),
        ("published_at", 1679299200, "'published_at' is a number"),
        ("url", "times.example/talks", "'url' is 'times.example/talks'"),
        ("url", "ftp://me:secret@times.example/", "'url' is 'ftp://times.example/'"),
        ("title", ["Talks"], "'title' is a list"),
        ("id", {"a": 1}, "'id' is an object"),
        ("id", True, "'id' is true"),
        ("outlet", 3.5, "'outlet' is a number"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_and_the_article_taken(key, value, words):
    parsed = parse({"text": "It was hard.", key: value})
    assert parsed.document == ImportedDocument("It was hard.")
    (problem,) = parsed.problems
    assert problem.thing == "x.jsonl, line 3"
    assert words in problem.cause
    assert problem.remedy
    assert problem.kind in NOTED


@pytest.mark.parametrize("number", [0, 17, -3, 10**30])
def test_a_number_is_an_id(number):
    assert parse({"text": "x", "id": number}).document.external_id == str(number)


def test_what_is_wrong_with_a_line_is_told_with_its_column():
    (problem,) = parse('{"text" "x"}').problems
    assert problem.cause == "not a line of JSON: Expecting ':' delimiter at column 9"


def test_unknown_keys_are_named():
    assert parse({"text": "x", "author": "Ann", "lang": "en"}).unknown_keys == ("author", "lang")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('{"text": "x"', "not json"),
        ("text", "not json"),
        ("[1, 2]", "not json"),
        ("null", "not json"),
        ("3", "not json"),
        ("[" * 100_000, "not json"),
        ('{"text": ' + "9" * 5000 + "}", "not json"),
        ("{}", "no text"),
        ('{"text": ""}', "no text"),
        ('{"text": " \\n"}', "no text"),
        ('{"text": 7}', "no text"),
        ('{"id": "1", "txt": "x"}', "no text"),
    ],
)
def test_a_line_that_is_no_article_is_told(line, kind):
    parsed = parse(line)
    assert parsed.document is None
    (problem,) = parsed.problems
    assert (problem.thing, problem.kind) == ("x.jsonl, line 3", kind)
    assert kind not in NOTED


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_text_is_never_changed(text):
    parsed = parse({"text": text})
    assert parsed.document is None if not text.strip() else parsed.document.text == text


def test_half_a_character_is_replaced_without_moving_any_other():
    parsed = parse('{"text": "a\\ud800b\\ud83d\\ude00c"}')
    assert parsed.document.text == "a\ufffdb😀c"


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), values))
def test_whatever_a_line_holds_comes_out_as_values(read):
    parsed = parse(json.dumps(read))
    assert (parsed.document is None) == any(problem.kind not in NOTED for problem in parsed.problems)


@settings(deadline=None)
@given(st.text())
def test_whatever_a_line_is_comes_out_as_values(line):
    parsed = parse(line)
    assert parsed.document or parsed.problems


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Talks end\n\nIt was hard.", "Talks end"),
        ("Talks end\r\n\r\nIt was hard.", "Talks end"),
        ("  Talks end \n \t\n\nIt was hard.", "Talks end"),
        ("Talks end\nIt was hard.", None),  # not set off
        ("Talks ended.\n\nIt was hard.", None),  # a sentence
        ("“Talks ended.”\n\nIt was hard.", None),
        ("Talks end\n\n", None),  # nothing follows
        ("\nTalks end\n\nIt was hard.", None),  # not the first line
        ("Word " * 50 + "\n\nIt was hard.", None),  # too long
        ("", None),
    ],
)
def test_a_first_line_that_is_set_off_is_a_title(text, title):
    assert title_line(text) == title


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_plain_text_is_never_changed(text):
    document = plain_document(text, external_id="a/b.txt")
    assert (document.text, document.external_id) == (text, "a/b.txt")
    assert document.title is None or document.title in text
