"""Pages that are no article are refused by name; what looks like one and is an article is kept."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from lxml.html import fromstring

from extractors.intake.page_kinds import REFUSED_KINDS
from extractors.intake.page_texts import paragraphs_lost
from extractors.intake.pages import parse_page
from extractors.records import ParsedPage, Problem

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://news.example/world/2026/nov/21/talks-end"

BRIEF = (
    "The talks on the river ended on Monday without a deal, the two governments said after three days in the old town.",
    "A next round is planned for March. The river has divided the two countries since a dam was begun upstream, and "
    "both have called for a mediator. Farmers on the lower bank said they had lost a third of the harvest.",
)
ARTICLE = (
    *BRIEF,
    "“It was hard,” Zoë Müller said as she left the town hall without her coat. “We will be back in the spring.”",
    "Her colleague from the other bank, Ivo Lind, told reporters that he had expected more and would say so at home, "
    "where the harvest has become the question on which the government may fall before the year is out.",
    "Diplomats who followed the talks said the two sides had come close on the second day, when a draft on the level "
    "of the water in dry summers was read aloud, and had then parted over who should measure it and where.",
    "The dam is to be finished in two years. Its builders say that it will hold back no more than a tenth of the "
    "water, a figure that engineers downstream have called a guess, since no gauge was read there for years.",
    "Both capitals have invited the river commission to send its own gauges, which would be the first since the war.",
)


def html(
    paragraphs: tuple[str, ...], *, head: str = "", rest: str = "", title: str = "Talks end without a deal"
) -> bytes:
    body = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a> <a href='/pay'>Subscribe</a></nav><main><article>"
        f"<h1>{title}</h1>\n{body}\n</article>{rest}</main>"
        "<footer><p>Already a subscriber? Sign in to continue reading.</p></footer></body></html>"
    ).encode()


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def read(body: bytes, address: str = ADDRESS) -> ParsedPage | Problem:
    return parse_page(body, address=address, content_type="text/html", now=NOW)


@pytest.mark.parametrize("kind", REFUSED_KINDS)
def test_each_kind_is_refused_by_its_name(kind: str) -> None:
    addresses = {"link list": "https://news.example/most-read", "live index": f"{ADDRESS}-live-updates"}
    found = read((PAGES / f"{kind.replace(' ', '_')}.html").read_bytes(), addresses.get(kind, ADDRESS))
    assert isinstance(found, Problem), found
    assert found.kind == kind
    assert found.cause
    assert found.remedy


RELATED = "".join(
    f"<li><a href='/world/{number}'>Minister {number} says the harvest will be better next year</a></li>"
    for number in range(40)
)
COOKIES = (
    "The regulator fined two companies on Monday for the way their sites ask for consent to cookies.",
    "Where one button said “Accept all” in green, it found, “Manage preferences” was grey and led through four pages.",
    "“We value your privacy is the commonest lie of the web,” the regulator, Ann Dahl, said. Both companies use "
    "cookies and similar technologies to follow visitors, and share what they learn with hundreds of partners.",
    "Sites have until June to show a button that says “Reject all” beside the other one.",
)
NOT_FREE = '"@type": "NewsArticle", "isAccessibleForFree": false'
MINUTES = "".join(
    f"<li class='comment'><time datetime='2026-11-21T09:{n:02}:00Z'>09:{n:02}</time> Well said.</li>" for n in range(20)
)

NEAR = {
    "a brief of sixty words": html(BRIEF),
    "an article about cookies": html(COOKIES, title="Fines for cookie banners"),
    "a long related list": html(ARTICLE, rest=f"<section><h2>Related stories</h2><ul>{RELATED}</ul></section>"),
    "not free, and whole": html(ARTICLE, head=linked(f"{{{NOT_FREE}}}")),
    "not free, short, and whole by its own count": html(BRIEF, head=linked(f'{{{NOT_FREE}, "wordCount": 58}}')),
    "not free, and the locked part is there": html(
        BRIEF,
        head=linked(f'{{{NOT_FREE}, "hasPart": {{"isAccessibleForFree": "False", "cssSelector": ".locked"}}}}'),
    ).replace(b"<article>", b"<article class='locked'>"),
    "a live blog summed up": html(
        ARTICLE,
        title="Talks end: as it happened",
        head=linked('{"@type": "NewsArticle"}'),
        rest=f"<section class='comments'><ul>{MINUTES}</ul></section>",
    ),
    "marked as a live blog, with no posts": html(ARTICLE, head=linked('{"@type": "LiveBlogPosting"}')),
    "an article with a video": html(
        BRIEF,
        head=linked('{"@graph": [{"@type": "NewsArticle"}, {"@type": "VideoObject", "name": "The talks"}]}'),
        rest="<figure><video src='/talks.mp4'></video><figcaption>The talks end</figcaption></figure>",
    ),
    "a video page with a report": html(ARTICLE, head='<meta property="og:type" content="video.other">'),
}


@pytest.mark.parametrize("page", NEAR)
def test_what_is_an_article_is_kept(page: str) -> None:
    found = read(NEAR[page])
    assert isinstance(found, ParsedPage), found
    assert "The talks on the river ended" in found.text or "The regulator fined" in found.text


def test_furniture_goes_and_words_that_somebody_said_stay() -> None:
    lines = (
        ARTICLE[0], "Also read: Harvest fails for the third year", ARTICLE[2], "Sign up for our newsletter",
        "Follow us on nothing, “we lead”, Ivo Lind said in the hall when he was asked who should go first this time.",
        *ARTICLE[3:], "Related stories", "Harvest fails for the third year in a row",
        "Copyright © 2026 The Example Times",
    )  # fmt: skip
    found = read(html(lines))
    assert isinstance(found, ParsedPage)
    assert found.text.split("\n") == [ARTICLE[0], ARTICLE[2], lines[4], *ARTICLE[3:]]


def test_an_agencys_copyright_stays_for_it_tells_whose_text_it_is() -> None:
    found = read(html((*ARTICLE, "© 2026 AFP")))
    assert isinstance(found, ParsedPage)
    assert found.text.endswith("© 2026 AFP")


def test_a_text_that_lacks_much_of_the_pages_paragraphs_has_lost_them() -> None:
    """Paragraphs beside the article, and those that are links, are not the article's."""
    links = "".join(f"<p><a href='/{number}'>{escape(ARTICLE[2])}</a></p>" for number in range(9))
    tree = fromstring(html(ARTICLE, rest=f"<aside><p>{'word ' * 300}</p></aside>{links}").decode())
    assert paragraphs_lost(tree, "\n".join(ARTICLE)) == []
    assert paragraphs_lost(tree, "\n".join(ARTICLE[:-1])) == []
    assert paragraphs_lost(tree, "\n".join(ARTICLE[:3])) == list(ARTICLE[3:])


def test_a_page_that_is_a_menu_and_a_script_is_no_link_list() -> None:
    menu = "".join(
        f"<li><a href='/{name}'>{name}</a></li>" for name in ("World", "Business", "Sport", "Arts", "Law", "Sea", "Air")
    )
    found = read(f"<html><body><ul>{menu}</ul><div id='app'></div></body></html>".encode())
    assert isinstance(found, Problem)
    assert found.kind == "no text"


SHORT_LINES = (
    "The talks on the river ended on Monday without a deal.",
    "The two governments said so after three days in the old town.",
    "A next round is planned for March.",
    "The river has divided the two countries since a dam was begun upstream.",
    "Both have called for a mediator.",
    "Farmers on the lower bank said they had lost a third of the harvest.",
    "The dam is to be finished in two years.",
)


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        *(("/?p=4711", True), ("/archives/4711", True), ("/topics/water/talks-on-the-river-end", True)),
        *(("/", False), ("/archives/2026", False), ("/archives/page/2", False), ("/topics/cost-of-living", False)),
        *(("/tag/river?page=2", False), ("/latest", False)),
    ],
)
def test_short_lines_are_an_article_where_the_address_is_one_pages(path: str, is_kept: bool) -> None:
    assert isinstance(read(html(SHORT_LINES), f"https://news.example{path}"), ParsedPage) is is_kept


def test_what_names_no_language_says_nothing_of_it() -> None:
    brief = "The talks on the river ended on Monday without a deal, said Ann Dahl."
    for stated, language in (("und", None), ("{{ lang }}", None), ("zxx", None), ("pt_BR", "pt-BR"), ("en", "en")):
        found = read(html((brief,)).replace(b'lang="en"', f'lang="{stated}"'.encode()))
        assert isinstance(found, ParsedPage)
        assert found.language == language


def test_the_text_does_not_depend_on_the_pages_before() -> None:
    first = {name: read(body) for name, body in NEAR.items()}
    for name in reversed(NEAR):
        assert read(NEAR[name]) == first[name]
