"""The list of feeds changed by commands: one entry, all else as it was; lists taken over, and the list given away."""

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.files.checked import SeedsError
from flows.files.opml import Outline, opml_text, read_opml
from flows.files.opml_editing import add_feeds, export_text, feeds_named, listed, remove_feed, take_over
from flows.files.seeds import listed_feeds
from flows.settings import SEEDS, Settings

LIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- What the desk watches. -->
<opml version="2.0">
  <head><title>Ours</title></head>
  <body>
    <!-- Asia -->
    <outline
        text="The Japan Times"   category = "Japan,zone/Asia/Tokyo"
        xmlUrl="https://www.japantimes.example/feed/"/>
    <outline text="Dawn" xmlUrl='https://ann:s3cret@dawn.example/rss?a=1&amp;b=2' />

    <outline text="Europe">
      <!-- source: RTÉ's page on feeds -->
      <outline text="RTÉ &quot;News&quot;" title="RTÉ" xmlUrl="https://rte.example/rss"></outline>
      <!-- end of Europe -->
    </outline>
  </body>
</opml>
"""
OURS = Settings(allowed_hosts=())
NEW = Outline(
    "https://bob:pass@new.example/rss?x=1&y=2", 'A "new" <one> & more', "New", "https://new.example/", ("Peru",)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.opml"
    path.write_text(LIST, encoding="utf-8")
    return path


def names(path: Path) -> list[str | None]:
    return [feed.outlet_name for feed in listed_feeds(path)]


def test_what_a_list_holds_is_what_is_watched(file: Path) -> None:
    assert [(one.address, one.name) for one in listed(file)] == [
        (feed.address, feed.outlet_name) for feed in listed_feeds(file)
    ]
    assert [one.zone for one in listed(file)] == ["Asia/Tokyo", None, None]
    assert listed(file)[2].categories == ("Europe",)


def test_a_name_that_is_an_address_shows_no_password(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    address = "https://ann:s3cret@dawn.example/rss"
    path.write_text(f'<opml><body><outline text="{address}" title="{address}" xmlUrl="{address}"/></body></opml>')
    (feed,) = listed(path)
    assert (feed.address, feed.name, feed.title) == (address, *["https://dawn.example/rss"] * 2)
    assert [one.outlet_name for one in listed_feeds(path)] == ["https://dawn.example/rss"]
    assert "s3cret" not in export_text(path, has_credentials=False)[0]


def test_a_feed_is_added_at_the_end_and_all_else_stays(file: Path) -> None:
    add_feeds(file, [NEW])
    text = file.read_text(encoding="utf-8")
    line = (
        '    <outline type="rss" text="A &quot;new&quot; &lt;one&gt; &amp; more" title="New" category="Peru" '
        'htmlUrl="https://new.example/" xmlUrl="https://bob:pass@new.example/rss?x=1&amp;y=2"/>\n'
    )
    assert text == LIST.replace("  </body>", f"{line}  </body>")
    remove_feed(file, listed(file)[-1])
    assert file.read_text(encoding="utf-8") == LIST


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("Dawn", LIST[LIST.index('    <outline text="Dawn') : LIST.index('\n    <outline text="Europe')]),
        ("RTÉ", LIST[LIST.index("      <!-- source") : LIST.index("      <!-- end")]),
        (
            "https://www.japantimes.example/feed/#x",
            LIST[LIST.index("    <outline\n") : LIST.index('    <outline text="Dawn')],
        ),
    ],
)
def test_a_feed_is_taken_out_with_its_line_and_its_own_comment(file: Path, name: str, gone: str) -> None:
    (feed,) = feeds_named(file, name)
    remove_feed(file, feed)
    assert file.read_text(encoding="utf-8") == LIST.replace(gone, "")


def test_a_feed_that_is_listed_twice_is_taken_out_twice(tmp_path: Path) -> None:
    path = tmp_path / "f.opml"
    twice = '<outline text="A" xmlUrl="https://a.example/"/>'
    path.write_text(f'<opml><body>{twice}<outline text="B" xmlUrl="https://b.example/"/>{twice}</body></opml>')
    remove_feed(path, listed(path)[0])
    assert path.read_text() == '<opml><body><outline text="B" xmlUrl="https://b.example/"/></body></opml>'


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("<opml><body/></opml>", "utf-8"),
        ("<opml>\r\n<body>\r\n</body>\r\n</opml>\r\n", "utf-8-sig"),
        ('<?xml version="1.0" encoding="UTF-16"?><opml><body>é</body></opml>', "utf-16"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><opml><body><!-- é --></body></opml>', "latin-1"),
    ],
)
def test_a_list_keeps_its_encoding_and_its_line_ends(tmp_path: Path, before: str, encoding: str) -> None:
    path = tmp_path / "f.opml"
    path.write_bytes(before.encode(encoding))
    add_feeds(path, [Outline("https://a.example/", "Ünïted “A”")])
    after = path.read_bytes().decode(encoding)
    assert after.replace("&#8220;", "“").replace("&#8221;", "”").count("Ünïted “A”") >= 1
    assert ("\r\n" in before) == ("\r\n" in after)
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in before
    assert names(path) == ["Ünïted “A”"]


def test_permissions_and_links_are_kept_and_a_new_file_with_a_password_is_private(tmp_path: Path, file: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.opml"
    link.symlink_to(file)
    add_feeds(link, [NEW])
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    add_feeds(tmp_path / "new.opml", [NEW])
    assert stat.S_IMODE((tmp_path / "new.opml").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.opml", "link.opml", "new.opml"]


def test_a_list_that_cannot_be_written_is_named_and_stays(file: Path) -> None:
    with pytest.raises(SeedsError, match="cannot be written"):
        add_feeds(file.parent / "nowhere" / "f.opml", [NEW])
    with pytest.raises(SeedsError, match="without touching other entries"):
        add_feeds(file, [Outline("https://rte.example/rss", "Again")])
    assert file.read_text(encoding="utf-8") == LIST


def test_names_find_feeds(file: Path) -> None:
    assert [one.name for one in feeds_named(file, "dawn")] == ["Dawn"]
    assert [one.name for one in feeds_named(file, "https://dawn.example/rss?b=2&a=1")] == ["Dawn"]
    assert [one.name for one in feeds_named(file, "example")] == ["The Japan Times", "Dawn", 'RTÉ "News"']
    assert feeds_named(file, "s3cret") == ()


# --- other lists ------------------------------------------------------------------------------------------------------

OTHER = """\
<opml version="1.0"><body>
<outline text="World"><outline text="Asia, East/West">
  <outline type="rss" text="Tokyo" title="Tokyo Times" xmlUrl="https://tokyo.example/rss" category="zone/Asia/Tokyo"/>
</outline></outline>
<outline text="https://ann:s3cret@secret.example/rss" xmlUrl="https://ann:s3cret@secret.example/rss"/>
<outline xmlUrl="feed://nameless.example/rss"/>
<outline text="Dawn again" xmlUrl="https://dawn.example/rss?b=2&amp;a=1"/>
<outline text="Tokyo again" xmlUrl="https://tokyo.example/rss?utm_source=reader"/>
<outline text="No address" type="rss" htmlUrl="https://none.example/"/>
<outline text="Gopher" xmlUrl="gopher://ann:s3cret@hole.example/"/>
<outline text="Mars" xmlUrl="https://mars.example/" category="zone/Mars/Olympus"/>
<outline text="Router" xmlUrl="http://ann:s3cret@192.168.0.1/rss"/>
<outline text="Home" xmlUrl="http://0x7f.1/rss"/>
<outline text="A list" type="include" url="https://lists.example/more.opml"/>
<outline text="Empty group"/>
</body></opml>
"""


def test_a_list_is_taken_over_with_a_report(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.opml"
    other.write_text(OTHER, encoding="utf-8")
    dry = take_over(file, other, OURS, is_dry=True)
    assert file.read_text(encoding="utf-8") == LIST
    taking = take_over(file, other, OURS)
    assert taking == dry
    assert [(one.name, one.categories) for one in taking.taken] == [
        ("Tokyo", ("zone/Asia/Tokyo", "World/Asia; East-West")),
        ("https://secret.example/rss", ()),
        ("nameless.example", ()),
    ]
    assert [one.name for one in taking.known] == ["Dawn again", "Tokyo again"]
    assert [(problem.thing, problem.kind) for problem in taking.refused] == [
        ("No address", "no address"),
        ("Gopher", "bad address"),
        ("Mars", "bad zone"),
        ("Router", "private address"),
        ("Home", "private address"),
        ("A list", "list"),
    ]
    assert "s3cret" not in " ".join(map(str, taking.refused))
    assert names(file)[3:] == ["Tokyo", "https://secret.example/rss", "nameless.example"]
    assert listed_feeds(file)[3].time_zone == "Asia/Tokyo"
    again = take_over(file, other, OURS)
    assert (again.taken, len(again.known), again.refused) == ((), 5, taking.refused)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "not well-formed XML: no element found, line 1"),
        ("<opml><body>\n<outline text='A & B'/></body></opml>", "line 2"),
        ("<html><body/></html>", "not OPML"),
        ("<opml><head/></opml>", "not OPML"),
        ("<opml><body><outline text='Group'/></body></opml>", "it lists no feeds"),
        (
            '<!DOCTYPE opml [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]><opml><body>&c;</body></opml>',
            "no feeds",
        ),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(file: Path, tmp_path: Path, content: str, told: str) -> None:
    other = tmp_path / "other.opml"
    other.write_text(content)
    with pytest.raises(SeedsError, match=told) as raised:
        take_over(file, other, OURS)
    assert str(other) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_list_is_given_away_without_passwords(file: Path) -> None:
    add_feeds(
        file, [Outline("https://u:p4ss@x.example/", "https://u:p4ss@x.example/", site="https://u:p4ss@x.example/")]
    )
    text, count = export_text(file, has_credentials=False)
    assert count == 2
    assert "s3cret" not in text
    assert "p4ss" not in text
    assert '<outline type="rss" text="Dawn" title="Dawn" xmlUrl="https://dawn.example/rss?a=1&amp;b=2"/>' in text
    assert "https://ann:s3cret@dawn.example/" in export_text(file, has_credentials=True)[0]


def test_the_lists_own_feeds_go_round(tmp_path: Path) -> None:
    out, back = tmp_path / "out.opml", tmp_path / "back.opml"
    out.write_text(export_text(SEEDS / "feeds.opml", has_credentials=False)[0], encoding="utf-8")
    assert take_over(back, out, OURS).refused == ()
    assert listed_feeds(back) == listed_feeds(SEEDS / "feeds.opml")


_WORDS = st.text(max_size=30)
_OUTLINES = st.builds(
    Outline,
    address=st.builds(
        "{}://{}{}.example/{}".format,
        st.sampled_from(["http", "https"]),
        st.sampled_from(["", "ann:s3%40cret@"]),
        st.text("abc", min_size=1, max_size=3),
        st.text("aé&=?/%20;<\"'", max_size=8),
    ),
    name=_WORDS,
    title=_WORDS,
    site=st.sampled_from(["", "https://a.example/?a=1&b=2"]),
    categories=st.lists(st.sampled_from(["News", "zone/Asia/Tokyo", "Ä/B"]), max_size=3, unique=True).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(outlines=st.lists(_OUTLINES, max_size=4))
@example(outlines=[Outline("http://a.example/", "", " ")])
def test_given_away_and_taken_over_it_is_the_same_list(tmp_path: Path, outlines: list[Outline]) -> None:
    first, out, back = tmp_path / "a.opml", tmp_path / "b.opml", tmp_path / "c.opml"
    first.write_text(opml_text(outlines), encoding="utf-8")
    out.write_text(export_text(first, has_credentials=True)[0], encoding="utf-8")
    back.unlink(missing_ok=True)
    if outlines:
        assert take_over(back, out, OURS).refused == ()
    assert (listed_feeds(back) if outlines else ()) == listed_feeds(first)
    assert [one.categories for one in listed(first)] == [
        one.categories for one in read_opml(out.read_bytes(), out).outlines
    ]
