"""Who wrote it, in which language, and when: what pages, feeds and addresses state, made plain and doubted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.bylines import byline_in, clean_byline
from extractors.intake.dates import is_plausible
from extractors.intake.languages import UNDETERMINED, language_of
from extractors.intake.publication import publication
from extractors.records import UNDATED, Precision, Published

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ENGLISH = (
    "The talks on the river ended on Monday without a deal, the two governments said after three days in the old town. "
    "A next round is planned for March, and both have called for a mediator who has no harvest to lose in the valley."
)
SPANISH = (
    "Las conversaciones sobre el río terminaron el lunes sin acuerdo, dijeron los dos gobiernos después de tres días "
    "en el casco antiguo. La próxima ronda está prevista para marzo y ambas partes han pedido un mediador que no tenga "
    "nada que perder en el valle, donde los campesinos ya no pueden regar los campos como lo hacían antes."
)
RUSSIAN = (
    "Переговоры о реке закончились в понедельник без соглашения, сообщили оба правительства после трёх дней в старом "
    "городе. Следующий раунд намечен на март, и обе стороны попросили о посреднике, которому нечего терять."
)


@pytest.mark.parametrize(
    ("stated", "plain"),
    [
        ("By Ann Dahl", "Ann Dahl"),
        ("BY ANN DAHL", "ANN DAHL"),
        ("Ann Dahl; Ivo Lind", "Ann Dahl; Ivo Lind"),
        ("Ann Dahl and Ivo Lind", "Ann Dahl and Ivo Lind"),
        ("Ann Dahl, Chief Correspondent", "Ann Dahl"),
        ("Ann Dahl Senior Tech Reporter", "Ann Dahl"),
        ("Ann Dahl (ann@example.org)", "Ann Dahl"),
        ("ann@example.org", None),
        ("Ann Dahl | 21 Nov 2026", "Ann Dahl"),
        ("The Example Times", None),
        ("Example Times Staff; Ann Dahl", "Ann Dahl"),
        ("news.example; Ann Dahl", "Ann Dahl"),
        ("admin", None),
        ("Staff Reporter", None),
        ("Our Political Correspondent", None),
        ("Associated Press", "Associated Press"),
        ("Zoë Müller-Lind", "Zoë Müller-Lind"),
        ("Ann Editor", "Ann Editor"),
        ("", None),
        (None, None),
    ],
)
def test_a_byline_is_names(stated: str | None, plain: str | None) -> None:
    assert clean_byline(stated, outlet="The Example Times", domain="news.example") == plain


@given(st.text())
def test_a_byline_made_plain_twice_is_once(stated: str) -> None:
    once = clean_byline(stated)
    assert once is None or (once.strip() == once and "\n" not in once)
    assert clean_byline(once) == once


def test_a_byline_on_top_of_the_text_is_a_line_of_its_own() -> None:
    assert byline_in(f"News\nBy Zoë Müller\n{ENGLISH}") == "Zoë Müller"
    assert byline_in(f"By the river, talks ended on Monday.\n{ENGLISH}") is None
    assert byline_in(ENGLISH) is None


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("en-GB", ENGLISH, ("en-GB", "page")),
        ("en", SPANISH, ("es", "text")),
        (None, SPANISH, ("es", "text")),
        ("es-MX", SPANISH, ("es-MX", "page")),
        ("fr", ENGLISH, ("en", "text")),  # the template's
        (None, ENGLISH, ("en", "text")),
        ("en", RUSSIAN, (UNDETERMINED, "text")),
        ("ru", RUSSIAN, ("ru", "page")),
        ("en", "La vida. El río.", ("en", "page")),  # too short to tell
        (None, "Talks end", (None, "none")),
    ],
)
def test_the_text_decides_its_language_where_it_can(
    stated: str | None, text: str, language: tuple[str | None, str]
) -> None:
    assert language_of(stated, text) == language


def at(source: str, day: datetime, precision: Precision = Precision.SECOND) -> Published:
    return Published(day, precision, source)


FEED = at("feed", NOW - timedelta(days=2))
OLD = datetime(2019, 3, 1, 8, tzinfo=UTC)
OLD_DAY = OLD.replace(hour=0)


@pytest.mark.parametrize(
    ("feed", "page", "address", "source", "doubt"),
    [
        (FEED, at("page", NOW - timedelta(days=2, hours=3)), UNDATED, "feed", None),
        # a feed that is made anew
        (FEED, at("page", OLD), UNDATED, "page", "the feed says 2026-11-20, the page says 2019-03-01"),
        # a page that was touched
        (at("feed", OLD), at("page", NOW), UNDATED, "feed", "the feed says 2019-03-01, the page says 2026-11-22"),
        # a day guessed from the page's text, and one that the address names, too
        (FEED, at("page", OLD, Precision.DAY), UNDATED, "feed", "the feed says 2026-11-20, the page says 2019-03-01"),
        (
            FEED, at("page", OLD_DAY, Precision.DAY), at("address", OLD_DAY, Precision.DAY), "page",
            "the feed says 2026-11-20, the page says 2019-03-01, the address says 2019-03-01",
        ),
        (
            FEED, UNDATED, at("address", OLD_DAY, Precision.DAY), "address",
            "the feed says 2026-11-20, the address says 2019-03-01",
        ),
        # what cannot be
        (
            at("feed", NOW + timedelta(days=400)), at("page", NOW), UNDATED, "page",
            "the feed says 2027-12-27 (which cannot be), the page says 2026-11-22",
        ),
        (
            at("feed", datetime(1970, 1, 1, tzinfo=UTC)), UNDATED, UNDATED, "none",
            "the feed says 1970-01-01 (which cannot be)",
        ),
        (UNDATED, UNDATED, UNDATED, "none", None),
    ],
)  # fmt: skip
def test_the_earlier_time_counts_and_the_doubt_is_told(
    feed: Published, page: Published, address: Published, source: str, doubt: str | None
) -> None:
    published, said = publication(feed, page, address, NOW)
    assert (published.source, said) == (source, doubt)


TIMES = st.integers(-60 * 365, 14 * 365).map(lambda days: NOW + timedelta(days=days, hours=days % 24))


def stated(source: str) -> st.SearchStrategy[Published]:
    return st.just(UNDATED) | st.builds(
        Published, TIMES, st.sampled_from([Precision.SECOND, Precision.DAY]), st.just(source)
    )


@given(stated("feed"), stated("page"), stated("address"))
def test_what_is_taken_is_what_one_of_them_says_and_can_be(
    feed: Published, page: Published, address: Published
) -> None:
    published, doubt = publication(feed, page, address, NOW)
    assert published in (feed, page, address, UNDATED)
    assert published == UNDATED or is_plausible(published, NOW)
    if any(one.at is not None and not is_plausible(one, NOW) for one in (feed, page, address)):
        assert doubt is not None
