import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.records import UNDATED, Origin
from extractors.records.ids import mint
from flows.files.checked import SeedsError
from flows.files.figures import tracked_figures
from flows.files.seeds import listed_feeds, seed_articles
from flows.settings import SEEDS

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANN = 'key = "ann-dahl"\nname = "Ann Dahl"\n'
HASHES = {
    "000_abd43c896beeff99": "f6c9d65f5d136d84db616b95f0527f58bbb88fdd27458d0fce9c0e2001d7d2cd",
    "004_a59993456ddeb20d": "33ffd71beb660f91306e6b37b13311effaa1cd923e47376df7070c6525807832",
}

# --- seed documents ---------------------------------------------------------------------------------------------------


def test_the_seed_documents_are_as_they_were_supplied():
    articles = seed_articles(SEEDS / "documents", NOW)
    assert {one.external_id: hashlib.sha256(one.text.encode()).hexdigest() for one in articles} == HASHES
    assert [one.title for one in articles] == [
        "Xi Meeting Putin in First Visit to Russia Since Ukraine Invasion",
        "Chinese President Xi Jinping arrived in Russia on Monday for a three-day visit.",
    ]
    assert [one.title_from for one in articles] == ["stated", "first sentence"]
    for one in articles:
        assert (one.outlet, one.published, one.canonical_address) == (None, UNDATED, None)
        assert (one.origin, one.import_source, one.is_backlog) == (Origin.SEED, "seeds", False)


def test_reading_the_seeds_again_gives_the_same_articles():
    first = seed_articles(SEEDS / "documents", NOW)
    again = seed_articles(SEEDS / "documents", NOW.replace(year=2027))
    assert [one.article_id for one in first] == [one.article_id for one in again]


@pytest.fixture
def folder(tmp_path):
    text = "\nTalks end \r\n\r\nIt was “hard”.  \n"
    (tmp_path / "talks.txt").write_bytes(text.encode())
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "manifest.toml").write_text(
        f'[[documents]]\nfile = "talks.txt"\nsha256 = "{digest}"\nsource = "invented"\n'
    )
    return tmp_path


def test_a_text_is_exactly_what_the_file_holds(folder):
    (article,) = seed_articles(folder, NOW)
    assert article.text == "\nTalks end \r\n\r\nIt was “hard”.  \n"


def test_a_changed_file_is_named(folder):
    (folder / "talks.txt").write_text("It was easy.")
    with pytest.raises(SeedsError, match=r"talks\.txt: changed since it was listed.*Put the original back"):
        seed_articles(folder, NOW)


def test_a_missing_file_is_named(folder):
    (folder / "talks.txt").unlink()
    with pytest.raises(SeedsError, match=r"talks\.txt: there is no such file.*take it out of the manifest"):
        seed_articles(folder, NOW)


def test_a_file_that_is_not_listed_is_named(folder):
    (folder / "more.txt").write_text("x")
    with pytest.raises(SeedsError, match=r"more\.txt: not listed in manifest\.toml.*onrecord import"):
        seed_articles(folder, NOW)


def test_a_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(SeedsError, match=r"manifest\.toml: there is no such file"):
        seed_articles(tmp_path, NOW)


# --- feeds ------------------------------------------------------------------------------------------------------------


def test_the_listed_feeds_are_a_dozen_of_several_countries():
    feeds = listed_feeds(SEEDS / "feeds.opml")
    assert len({feed.feed_id for feed in feeds}) == len(feeds) >= 12
    assert all(feed.address.startswith("https://") and feed.outlet_name for feed in feeds)
    assert "RTÉ News" in {feed.outlet_name for feed in feeds}
    assert {feed.outlet_name: feed.time_zone for feed in feeds}["The Japan Times"] == "Asia/Tokyo"
    assert {feed.state for feed in feeds} == {"new"}


def opml(tmp_path: Path, body: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "feeds.opml"
    path.write_bytes(f'<opml version="2.0"><body>{body}</body></opml>'.encode(encoding))
    return path


def test_what_feed_readers_export_is_read(tmp_path):
    path = opml(
        tmp_path,
        '<outline text="Wörld"><outline text="Inner"><outline type="rss" title="Tímes" '
        'xmlUrl="https://times.example/rss?a=1&b=2"/></outline></outline>'
        '<outline text="Again" xmlUrl="https://times.example/rss?b=2&amp;a=1#top"/>'
        '<outline text="Old" xmlUrl="feed://old.example/rss"/>'
        '<outline text="Older" xmlUrl="feed:https://older.example/rss"/>'
        '<outline text="A site without a feed" htmlUrl="https://nofeed.example/"/>'
        '<outline text="Nowhere" xmlUrl=""/>',
        "cp1252",
    )
    feeds = listed_feeds(path)
    assert [(feed.title, feed.address) for feed in feeds] == [
        ("Tímes", "https://times.example/rss?a=1&b=2"),
        ("Old", "http://old.example/rss"),
        ("Older", "https://older.example/rss"),
    ]
    assert feeds[2].feed_id == mint("f", "https://older.example/rss")


def test_an_empty_list_is_no_mistake(tmp_path):
    assert listed_feeds(opml(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body>no</body></html>", "not OPML"),
        ("", "not OPML"),
        ('{"feeds": []}', "not OPML"),
        (
            '<opml><body><outline text="T" xmlUrl="https://t.example/" category="zone/Asia/Tokio"/></body></opml>',
            "feed T: no time zone is called 'Asia/Tokio'",
        ),
        (
            '<opml><body><outline text="T" xmlUrl="https://t.example/" category="zone"/></body></opml>',
            "no time zone is called ''",
        ),
    ],
)
def test_a_file_that_is_no_list_of_feeds_says_what_is_wrong(tmp_path, content, words):
    path = tmp_path / "feeds.opml"
    path.write_text(content)
    with pytest.raises(SeedsError, match=words):
        listed_feeds(path)


def test_a_list_of_feeds_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SeedsError, match=r"feeds\.opml: there is no such file.*ONRECORD_FEEDS"):
        listed_feeds(tmp_path / "feeds.opml")


# --- figures ----------------------------------------------------------------------------------------------------------


def test_the_tracked_figures_are_known_by_all_their_names():
    figures, rules = tracked_figures(SEEDS / "figures.toml")
    known = {figure.key: figure for figure in figures}
    assert (known["xi-jinping"].name, known["xi-jinping"].wikidata_id) == ("Xi Jinping", "Q15031")
    assert (known["vladimir-putin"].name, known["vladimir-putin"].wikidata_id) == ("Vladimir Putin", "Q7747")
    assert {"Zelensky", "Zelenskiy"} <= set(known["volodymyr-zelenskyy"].aliases)
    assert known["kremlin"].type == "ORG"
    assert {rule.figure_key for rule in rules} == set(known)
    putin = next(rule for rule in rules if rule.figure_key == "vladimir-putin")
    assert putin.rule_id == mint("r", "vladimir-putin", "any statement")
    assert putin.entity_id == mint("n", "figure", "vladimir-putin")
    assert (putin.figure_name, putin.kind) == ("Vladimir Putin", "any statement")


def test_a_figure_needs_no_more_than_a_key_and_a_name(tmp_path):
    path = tmp_path / "figures.toml"
    path.write_text(
        '[[figures]]\nkey = "ann-dahl"\nname = "Ann Dahl"\n[[figures]]\nkey = "b"\nname = "B C"\nrules=[]\n'
    )
    figures, rules = tracked_figures(path)
    assert [(figure.name, figure.type, figure.aliases) for figure in figures] == [
        ("Ann Dahl", "PERSON", ()),
        ("B C", "PERSON", ()),
    ]
    assert [rule.figure_key for rule in rules] == ["ann-dahl"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f'[[figures]]\n{ANN}alias = ["Dahl"]', r"figure 1 \(ann-dahl\): unknown key 'alias'.*Correct its spelling"),
        ('[[figures]]\nkey = "ann-dahl"', r"figure 1 \(ann-dahl\): 'name' is missing"),
        ('[[figures]]\nkey = "ann-dahl"\nname = "  "', r"figure 1 \(ann-dahl\): 'name' is empty"),
        (f'[[figures]]\n{ANN}aliases = ["Dahl", ""]', r"figure 1 \(ann-dahl\): 'aliases' is empty"),
        (f'[[figures]]\n{ANN}aliases = "Dahl"', r"'aliases' cannot be 'Dahl'.*a list of names"),
        ('[[figures]]\nkey = "Ann Dahl"\nname = "Ann Dahl"', "'key' cannot be 'Ann Dahl'.*small letters"),
        (f"[[figures]]\n{ANN}\n[[figures]]\n{ANN}", "figure 'ann-dahl' is listed twice"),
        (
            f'[[figures]]\n{ANN}\n[[figures]]\nkey = "b"\nname = "Bo Dahl"\naliases = ["Ann DAHL"]',
            "figure 'b': 'Ann DAHL' already stands for 'ann-dahl'",
        ),
        (f'[[figures]]\n{ANN}rules = ["any word"]', "'rules' cannot be 'any word'.*'any statement'"),
        (f'[[figures]]\n{ANN}type = "HUMAN"', "'type' cannot be 'HUMAN'.*'PERSON'"),
        (f'[[figures]]\n{ANN}wikidata = "7747"', "'wikidata' cannot be '7747'.*Q7747"),
        (f'[[figures]]\n{ANN}name = "Again"', "not TOML"),
        ("[[figure]]\n" + ANN, "figure: unknown key 'figure'"),
        ("figures = 3", "'figures' cannot be 3"),
        ('figures = ["Ann Dahl"]', "figure 1"),
    ],
)
def test_a_mistake_in_the_figures_names_file_figure_and_remedy(tmp_path, content, words):
    path = tmp_path / "figures.toml"
    path.write_text(content)
    with pytest.raises(SeedsError, match=words) as raised:
        tracked_figures(path)
    assert str(raised.value).startswith(str(path))


def test_every_mistake_is_told_at_once(tmp_path):
    path = tmp_path / "figures.toml"
    path.write_text('[[figures]]\nkey = "a"\n[[figures]]\nname = "B"\n')
    with pytest.raises(SeedsError) as raised:
        tracked_figures(path)
    assert len(str(raised.value).splitlines()) == 2
