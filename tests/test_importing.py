import gzip
import io
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news_site import article_html
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.records import Article, Origin, Precision, Problem
from flows.files import reading
from flows.files.importing import is_note, read_import

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PARAGRAPHS = (
    "The talks between the two countries ended on Monday after three days in Oslo, officials said.",
    "“It was hard work, and it was worth every hour,” Ann Dahl, who led them, told reporters in the evening.",
)


def page(title="Talks end", **about):
    return article_html(title, PARAGRAPHS, **about)


def read(*paths):
    taken = list(read_import(paths, NOW))
    return [one for one in taken if isinstance(one, Article)], [one for one in taken if isinstance(one, Problem)]


def lines(path, *documents):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in documents))
    return path


# --- JSON lines -------------------------------------------------------------------------------------------------------


def test_json_lines_become_articles(tmp_path):
    path = lines(
        tmp_path / "export.jsonl",
        {"id": 1, "text": "It was hard.", "title": "Talks end", "published_at": "2023-03-20", "outlet": "The Times"},
        {"url": "https://times.example/b?utm_source=x", "text": "It was easy."},
        {"text": "It was. What it was? It was."},
    )
    (first, second, third), problems = read(path)
    assert problems == []
    assert (first.import_source, first.external_id, first.title, first.outlet.name) == (
        "export.jsonl",
        "1",
        "Talks end",
        "The Times",
    )
    assert (first.published.precision, first.published.source) == (Precision.DAY, "import")
    assert (second.canonical_address, second.outlet.domain) == ("https://times.example/b", "times.example")
    assert (third.title, third.title_from) == ("It was.", "first sentence")
    assert all(one.is_backlog and one.origin is Origin.IMPORT and one.seen_at == NOW for one in (first, second, third))


def test_the_same_export_in_another_folder_is_known(tmp_path):
    documents = [{"id": "1", "text": "One."}, {"text": "Two."}, {"url": "https://t.example/3", "text": "Three."}]
    here = lines(tmp_path / "here" / "export.jsonl", *documents)
    there = lines(tmp_path / "there" / "export.jsonl", *documents)
    assert [one.article_id for one in read(here)[0]] == [one.article_id for one in read(there)[0]]


def test_files_of_one_name_do_not_take_each_others_ids(tmp_path):
    first = lines(tmp_path / "2023" / "export.jsonl", {"id": "1", "text": "One."})
    second = lines(tmp_path / "2024" / "export.jsonl", {"id": "1", "text": "Another one."})
    assert len({one.article_id for one in read(first, second)[0]}) == 2
    in_folder, _ = read(tmp_path)
    assert [one.import_source for one in in_folder] == ["2023/export.jsonl", "2024/export.jsonl"]


def test_a_bad_line_is_told_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"text": "One."}\r\n\n{"text": "Two."\n{"title": "Three"}\n{"text": "Four \xe2\x80\xa8 it is."}\n'
        b'{"text": "Five: caf\xe9."}\n{"text": "Six\x00"}\n{"text": "Seven", "author": "Ann"}\n'
        b'{"text": "Eight", "author": "Bo"}'
    )
    articles, problems = read(path)
    assert [one.text for one in articles] == [
        "One.",
        "Four \u2028 it is.",
        "Five: café.",
        "Seven",
        "Eight",
    ]
    assert [(one.thing.removeprefix(str(path)), one.kind) for one in problems] == [
        (", line 3", "not json"),
        (", line 4", "no text"),
        ("", "encoding"),
        (", line 7", "not text"),
        (", line 8", "unknown key"),
    ]
    assert [is_note(one) for one in problems] == [False, False, True, False, True]


def test_an_unknown_key_is_told_once_for_all_files(tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        lines(tmp_path / name, {"text": "One.", "author": "Ann"}, {"text": "Two.", "author": "Ann", "lang": "en"})
    _, problems = read(tmp_path)
    assert [one.cause for one in problems] == ["keys not read: author", "keys not read: lang"]


def test_the_unknown_keys_of_a_line_are_one_problem(tmp_path):
    lines(tmp_path / "a.jsonl", {"text": "One.", "author": "Ann", "lang": "en"})
    _, (problem,) = read(tmp_path / "a.jsonl")
    assert problem.cause == "keys not read: author, lang"


@pytest.mark.parametrize("content", ['[\n{"text": "x"}\n]', '{\n"text": "x"\n}', "[{\n}]"])
def test_json_over_many_lines_is_one_problem_with_a_remedy(tmp_path, content):
    path = tmp_path / "export.json"
    path.write_text(content)
    articles, (problem,) = read(path)
    assert articles == []
    assert "jq -c" in problem.remedy


def test_utf16_lines_are_one_problem(tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-16")
    articles, (problem,) = read(path)
    assert articles == []
    assert "UTF-16" in problem.cause


def test_a_line_without_end_ends_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 1000)
    path = tmp_path / "export.jsonl"
    path.write_text('{"text": "One."}\n{"text": "' + "x" * 5000 + '"}\n{"text": "Three."}\n')
    articles, (problem,) = read(path)
    assert [one.text for one in articles] == ["One."]
    assert (problem.thing, problem.kind) == (f"{path}, line 2", "too large")


def test_a_large_export_is_a_stream(tmp_path):
    path = tmp_path / "export.jsonl"
    line = json.dumps({"text": "word " * 2000}) + "\n"
    with path.open("w") as file:
        file.writelines(line for _ in range(1500))  # 15 MB
    count = 0
    for one in read_import([path], NOW):  # what is loaded lazily is loaded
        assert isinstance(one, Article)
        break
    tracemalloc.start()
    for _ in read_import([path], NOW):
        count += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 1500
    assert peak < 3_000_000


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_come_out_as_values(tmp_path_factory, body):
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.jsonl", "b.txt", "c.warc", "d", "e.jsonl.gz"):
        (folder / name).write_bytes(body)
        taken = list(read_import([folder / name], NOW))
        assert all(isinstance(one, Article | Problem) for one in taken)


# --- packed -----------------------------------------------------------------------------------------------------------


def test_packed_files_are_read(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "One."}\n') + gzip.compress(b'{"text": "Two."}\n'))
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page().encode()))
    articles, problems = read(tmp_path)
    assert problems == []
    assert [one.title for one in articles] == ["One.", "Two.", "Talks end"]
    assert articles[0].import_source == "a.jsonl.gz"


def test_a_packed_file_that_was_cut_off_gives_what_it_has(tmp_path):
    body = b"".join(b'{"text": "Article number %d, and some more words."}\n' % number for number in range(20_000))
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(body)
    path.write_bytes(packed[: len(packed) // 2])
    articles, problems = read(path, lines(tmp_path / "b.jsonl", {"text": "After."}))
    assert len(articles) > 1000
    assert articles[-1].text == "After."
    assert (problems[-1].thing, problems[-1].kind) == (str(path), "damaged")


# --- texts ------------------------------------------------------------------------------------------------------------


def test_a_text_is_never_changed_and_a_first_line_set_off_is_its_title(tmp_path):
    text = "Talks end \r\n\r\n It was “hard”.\t\n\n"
    path = tmp_path / "talks.txt"
    path.write_bytes(text.encode())
    ((article,), problems) = read(path)
    assert problems == []
    assert (article.text, article.title, article.title_from) == (text, "Talks end", "stated")
    assert (article.external_id, article.import_source) == (str(path), "talks.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path, encoding):
    (tmp_path / "talks.txt").write_bytes("It was “hard”.".encode(encoding))
    ((article,), problems) = read(tmp_path)
    assert (article.text, problems) == ("It was “hard”.", [])


@pytest.mark.parametrize("text", ["“We will,” said José Peña.", "It’s a café.", "Café"])
def test_another_encoding_is_found_out_and_told(tmp_path, text):
    (tmp_path / "talks.txt").write_bytes(text.encode("cp1252"))
    ((article,), (problem,)) = read(tmp_path)
    assert article.text == text
    assert "Windows-1252" in problem.cause
    assert is_note(problem)


def test_a_text_in_another_script_is_read(tmp_path):
    text = "日本の首相は月曜日に述べた。会談は有益だったと記者団に語った。"
    (tmp_path / "talks.txt").write_bytes(text.encode("shift_jis"))
    assert read(tmp_path)[0][0].text == text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04...", "an office document"),
        (b"", "empty"),
        (b" \r\n", "empty"),
        (bytes(range(256)) * 9, "not a text"),
    ],
)
def test_what_is_no_text_is_told(tmp_path, body, words):
    (tmp_path / "talks.txt").write_bytes(body)
    articles, (problem,) = read(tmp_path)
    assert articles == []
    assert words in problem.cause


# --- pages and archives -----------------------------------------------------------------------------------------------


def test_a_page_becomes_an_article(tmp_path):
    path = tmp_path / "talks.html"
    path.write_text(page(published=datetime(2026, 11, 20, 8, tzinfo=UTC)))
    ((article,), problems) = read(path)
    assert problems == []
    assert (article.title, article.external_id) == ("Talks end", str(path))
    assert article.outlet.name == "The Example Times"
    assert article.published.at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert "“It was hard work" in article.text


def test_a_page_without_text_is_named_by_its_file(tmp_path):
    path = tmp_path / "talks.html"
    path.write_text("<html><body><p>Login</p></body></html>")
    articles, (problem,) = read(path)
    assert articles == []
    assert problem.thing == str(path)


def warc(path: Path, *responses, packed=True):
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
        for address, status, kind, body, headers in responses:
            http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=http)
            )
    return path


RESPONSES = [
    ("https://times.example/a?utm_source=x", "200 OK", "text/html; charset=utf-8", page("One").encode(), []),
    ("https://times.example/b", "404 Not Found", "text/html", page("Gone").encode(), []),
    ("https://times.example/c.png", "200 OK", "image/png", b"\x89PNG", []),
    (
        "https://times.example/d",
        "200 OK",
        "text/html",
        gzip.compress(page("Two").encode()),
        [("Content-Encoding", "gzip")],
    ),
    ("https://times.example/e", "200 OK", "text/html", b"<p>Login</p>", []),
    ("https://times.example/f", "200 OK", "text/html", b"\x0b\x02", [("Content-Encoding", "zstd")]),
]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_gives_its_pages(tmp_path, packed):
    path = warc(tmp_path / ("x.warc.gz" if packed else "x.warc"), *RESPONSES, packed=packed)
    articles, problems = read(path)
    assert [(one.title, one.canonical_address) for one in articles] == [
        ("One", "https://times.example/a"),
        ("Two", "https://times.example/d"),
    ]
    assert [(one.thing, one.kind) for one in problems] == [
        ("https://times.example/e", "no text"),
        ("https://times.example/f", "encoding of content"),
    ]


def test_a_damaged_archive_gives_what_it_has(tmp_path):
    path = warc(tmp_path / "x.warc.gz", *RESPONSES[:1] * 2)
    body = path.read_bytes()
    path.write_bytes(body[: len(body) - 200])
    articles, problems = read(path)
    assert len(articles) >= 1
    assert [one.kind for one in problems] == ["damaged"]
    (tmp_path / "y.warc").write_bytes(b"no archive\n" * 9)
    assert [one.kind for one in read(tmp_path / "y.warc")[1]] == ["damaged"]


# --- files and folders ------------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_sorted_order(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "c.txt", "a.txt", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"It is {name}.")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "other.jpg").write_bytes(b"\xff\xd8")
    articles, problems = read(tmp_path)
    assert [one.text for one in articles] == ["It is a.txt.", "It is c.txt.", "It is b/1.txt.", "It is b/2.txt."]
    assert [one.kind for one in problems] == ["unknown kind"]


def test_a_file_without_a_known_ending_is_looked_into(tmp_path):
    (tmp_path / "lines").write_text('{"text": "One."}')
    (tmp_path / "page.php").write_text(page())
    (tmp_path / "text").write_text("It was hard.")
    warc(tmp_path / "archive", *RESPONSES[:1])
    articles, problems = read(*(tmp_path / name for name in ("lines", "page.php", "text", "archive")))
    assert problems == []
    assert [one.title for one in articles] == ["One.", "Talks end", "It was hard.", "One"]


def test_what_is_not_there_is_told_and_the_rest_goes_on(tmp_path):
    articles, (problem,) = read(tmp_path / "no.jsonl", lines(tmp_path / "yes.jsonl", {"text": "One."}))
    assert len(articles) == 1
    assert (problem.thing, problem.kind) == (str(tmp_path / "no.jsonl"), "not found")


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.txt", "folder"])
def test_what_holds_nothing_is_told(tmp_path, name):
    thing = tmp_path / name
    if name == "folder":
        thing.mkdir()
    else:
        thing.write_text("")
    (problem,) = read_import([thing], NOW)
    assert problem.thing.startswith(str(thing))


def test_paths_may_be_strings(tmp_path):
    path = lines(tmp_path / "x.jsonl", {"text": "One."})
    assert len(read(str(path))[0]) == 1
