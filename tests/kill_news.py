"""The news of the kill tests: four days of invented pages, parsed and read once with the real parser and model.

What the runs that are killed get is recorded: they are about what is loaded, delivered, journalled and published, and
two hundred of them would spend an hour in the language model.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from news_site import NewsEntry, article_html, rss

from extractors.extraction import extract_all
from extractors.intake.feeds import parse_feed
from extractors.intake.pages import parse_page
from extractors.records import Extraction, ParsedFeed, ParsedPage
from flows.language import language_model

SITE = "https://times.example"
FEED = f"{SITE}/feed.xml"
# The same in every process of a test, so that what they load can be compared.
_NOW = datetime.fromisoformat(os.environ["KILL_NEWS_NOW"]) if "KILL_NEWS_NOW" in os.environ else datetime.now(UTC)
_PUBLISHED = _NOW.replace(microsecond=0) - timedelta(hours=6)
_DAMS = (
    "President Xi Jinping said on Monday that the dams on the upper river would be finished before the rains come.",
    "“No village will be moved without a new school,” Xi Jinping told engineers at the site in Yunnan.",
)
_PLAN = "António Guterres, the secretary-general, said the plan was “a first step and not the last one.”"
# Each day's pages: an address, a headline, and paragraphs.
DAYS: tuple[tuple[tuple[str, str, tuple[str, ...]], ...], ...] = (
    (
        (
            "/dams",
            "Xi visits dams",
            (*_DAMS, "The provincial governor, Liu Wen, walked beside him and took notes for two hours."),
        ),
        (
            "/grain",
            "Putin on grain",
            (
                "Vladimir Putin said that grain would be shipped to six countries in Africa free of charge.",
                "“We have kept every contract,” Putin said in Sochi, where millers had gathered for their yearly fair.",
            ),
        ),
        (
            "/plan",
            "UN chief on plan",
            (_PLAN, "Delegates from forty states listened in Geneva, and some of them left the hall."),
        ),
    ),
    (
        (
            "/dams-copy",
            "President visits dams",
            (*_DAMS, "The provincial governor, Liu Wen, walked beside him and took notes for two hours."),
        ),
        (
            "/plan-again",
            "Doubts about UN plan",
            (
                "Critics doubted the plan for the Sahel on Tuesday, a day after it was shown in Geneva to delegates.",
                _PLAN,
                "“It is a list of wishes,” said Amina Sow, who leads the farmers' union of Senegal.",
            ),
        ),
        (
            "/rail",
            "Modi opens railway",
            (
                "Narendra Modi said the new railway would bring two states closer than any treaty had done.",
                "“Steel keeps its word,” Modi told a crowd in Gujarat, as the first train left with schoolchildren.",
            ),
        ),
        (
            "/empty",
            "Nothing said",
            ("Snow fell on the passes all night, and the road to the north was closed until the ploughs had gone by.",),
        ),
    ),
    (
        (
            "/talks",
            "Talks on the strait",
            (
                "Xi Jinping and Vladimir Putin said in a joint statement that the strait must stay open to all ships.",
                "“Nobody owns the sea,” Xi Jinping said, and Putin nodded while the cameras of eight stations ran.",
            ),
        ),
        (
            "/harvest",
            "Guterres on harvest",
            (
                "António Guterres said the harvest in the Sahel had failed for the third year in a row.",
                "“Hunger is not weather,” Guterres said in Dakar, before he left for the camps in the east.",
            ),
        ),
    ),
    (
        (
            "/strait",
            "Ships pass strait",
            (
                "Eleven ships passed the strait on Thursday without any escort, for the first time in four weeks.",
                "“Nobody owns the sea,” Xi Jinping had said on Wednesday; insurers lowered their fees the same night.",
                "Vladimir Putin said that Russia would send two frigates home before the end of the month.",
            ),
        ),
        (
            "/school",
            "School by the dam",
            (
                "The first school by the dam was opened on Thursday, and ninety children sat in its six rooms.",
                "“A promise is a building,” Xi Jinping said in a message that the governor, Liu Wen, read aloud.",
            ),
        ),
    ),
)
COUNT_DAYS = len(DAYS)
# What a site edited: the day, and the page of an earlier day as it is then.
EDITS: dict[int, tuple[str, str, tuple[str, ...]]] = {
    2: (
        "/rail",
        "Modi opens railway at last",
        (
            "Narendra Modi said the new railway would bring two states closer than any treaty had done.",
            "“Steel keeps its word better than men,” Modi told a crowd in Gujarat, as the first train left.",
            "“The fare stays what it was,” Modi told reporters, who had asked him about the cost of a ticket.",
        ),
    )
}


@dataclass(frozen=True)
class Page:
    """A page as it comes, and what the parser makes of it."""

    address: str
    body: bytes
    parsed: ParsedPage


class News:
    """All pages by address, each day's feed, and what the model found in each text."""

    def __init__(self) -> None:
        self.pages = {page.address: page for day in range(COUNT_DAYS) for page in self._pages(day)}
        self.edits = {day: self._page(day, *edit) for day, edit in EDITS.items()}

    def _pages(self, day: int) -> list[Page]:
        return [self._page(day, *page) for page in DAYS[day]]

    def _page(self, day: int, path: str, title: str, paragraphs: tuple[str, ...]) -> Page:
        body = article_html(title, paragraphs, published=_PUBLISHED + timedelta(minutes=day)).encode()
        parsed = parse_page(body, address=SITE + path, content_type="text/html", now=_NOW)
        assert isinstance(parsed, ParsedPage), parsed
        return Page(SITE + path, body, parsed)

    def feed(self, day: int) -> tuple[bytes, ParsedFeed]:
        """The feed's body on that day, with all that came so far, and what the parser makes of it."""
        entries = tuple(
            NewsEntry(path, title, published=_PUBLISHED + timedelta(minutes=number))
            for number in range(day + 1)
            for path, title, _ in DAYS[number]
        )
        body = rss(SITE, entries).encode()
        parsed = parse_feed(body, address=FEED, content_type="application/rss+xml", now=_NOW, max_entries=200)
        assert isinstance(parsed, ParsedFeed), parsed
        return body, parsed

    @cached_property
    def feeds(self) -> tuple[tuple[bytes, ParsedFeed], ...]:
        """The feed of each day."""
        return tuple(self.feed(day) for day in range(COUNT_DAYS))

    def read(self, more: tuple[str, ...] = ()) -> dict[str, Extraction]:
        """What the language model finds in each text of the pages, and in these."""
        texts = [*(page.parsed.text for page in (*self.pages.values(), *self.edits.values())), *more]
        return dict(zip(texts, extract_all(language_model(""), texts), strict=True))
