"""One page, one address."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.intake.addresses import canonical_address, credentials, join, registered_domain, without_credentials


@pytest.mark.parametrize(
    ("stated", "canonical"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("HTTPS://News.Example:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/#!/talks", "https://news.example/#!/talks"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?utm_source=feed&id=7&fbclid=x", "https://news.example/a?id=7"),
        ("https://news.example/a?at_medium=RSS&at_campaign=Social", "https://news.example/a"),
        ("https://news.example/a?partner=rss&emc=rss", "https://news.example/a"),
        ("https://news.example/story.php?12345", "https://news.example/story.php?12345"),
        ("https://news.example/view?gallery=4&cid=9", "https://news.example/view?cid=9&gallery=4"),
        ("https://ann:secret@news.example/a", "https://news.example/a"),
        (" https://news.example/a b\n", "https://news.example/a%20b"),
        ("https://news.example./a//b/../c", "https://news.example/a/b/../c"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ],
)
def test_canonical_form(stated: str, canonical: str) -> None:
    assert canonical_address(stated) == canonical


@pytest.mark.parametrize(
    "stated", ["", "a", "/a", "ftp://a.example/b", "javascript:alert(1)", "http://", "http://a:b/"]
)
def test_no_address_of_the_web_has_no_canonical_form(stated: str) -> None:
    assert canonical_address(stated) is None


_pieces = st.one_of(
    st.sampled_from(("http://", "https://", "HTTP://", "a.example", "Ü.example", "xn--mnchen-3ya.de", ":80", "[::1]")),
    st.sampled_from(
        ("/", "//", "..", "?", "&", "=", "#", "#!", ";", "+", " ", "@", "%20", "%zz", "é", "id=1", "\ud800")
    ),
)


@given(st.lists(_pieces, max_size=14).map("".join) | st.text().map("https://a.example/".__add__) | st.text())
@example("http://a.example/?a=%2B+b&c")
@example("https://İ.example/")
@example("http://..")
def test_canonical_twice_is_canonical_once(stated: str) -> None:
    once = canonical_address(stated)
    if once is not None:
        assert canonical_address(once) == once
        assert credentials(once) is None


@pytest.mark.parametrize(
    ("stated", "domain"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("https://edition.cnn.com/a", "cnn.com"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://localhost/a", "localhost"),
        ("nothing", None),
    ],
)
def test_registered_domain(stated: str, domain: str | None) -> None:
    assert registered_domain(stated) == domain


def test_credentials_are_used_and_never_shown() -> None:
    address = "https://ann%40desk:s%3Acret@news.example:8443/feed?x=1"
    assert credentials(address) == ("ann@desk", "s:cret")
    assert without_credentials(address) == "https://news.example:8443/feed?x=1"
    assert "cret" not in without_credentials("https://ann:secret@[broken/feed")


def test_links_are_joined_to_their_page() -> None:
    assert join("https://news.example/world/feed.xml", "../a?b=1") == "https://news.example/a?b=1"
    assert join("https://news.example/", "//other.example/a") == "https://other.example/a"
    assert join("https://news.example/", "https://ann:secret@news.example/a") == "https://news.example/a"
    assert join("https://news.example/", "mailto:ann@news.example") is None
    assert join("https://news.example/", None) is None
