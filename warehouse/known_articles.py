"""What the warehouse knows of the articles that a batch may be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import Article
from extractors.records.ids import version_id
from warehouse.statements import as_json, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the warehouse, as far as an arriving text has to be compared with it.

    `current_since` is when its current text became that, `title_since` when its page was seen to state another title;
    `versions` are the ids of all its texts.
    """

    article_id: str
    current_version_id: str
    current_since: datetime
    versions: frozenset[str]
    addresses: frozenset[str]  # those that identify it
    title: str | None = None
    title_from: str = "none"
    title_since: datetime | None = None


def identifying_addresses(article: Article) -> tuple[str, ...]:
    """The addresses by which an article is found again. What a page declares on another site is no identity."""
    seen = [seen.address for seen in article.addresses if seen.relation != "declared"]
    canonical = [article.canonical_address] if article.canonical_address else []
    return tuple(dict.fromkeys([*canonical, *seen]))


def known_articles(con: "DuckDBPyConnection", articles: Sequence[Article]) -> tuple[KnownArticle, ...]:
    """The articles of the warehouse that have an id or an identifying address of the batch."""
    found = rows(
        con,
        "reads/known_articles",
        article_ids=as_json(sorted({article.article_id for article in articles})),
        addresses=as_json(sorted({url for article in articles for url in identifying_addresses(article)})),
    )
    return tuple(KnownArticle(a, b, c, frozenset(d), frozenset(e), *title) for a, b, c, d, e, *title in found)


def new_texts(con: "DuckDBPyConnection", articles: Sequence[Article]) -> frozenset[Article]:
    """Those of the articles whose text the warehouse does not have yet, under their id or one of their addresses."""
    known = known_articles(con, articles)
    by_id = {article.article_id: article for article in known}
    by_address = {url: article for article in known for url in article.addresses}
    return frozenset(article for article in articles if not _has_text(article, by_id, by_address))


def _has_text(article: Article, by_id: dict[str, KnownArticle], by_address: dict[str, KnownArticle]) -> bool:
    found = by_id.get(article.article_id)
    owners = [found] if found else [by_address[url] for url in identifying_addresses(article) if url in by_address]
    return any(version_id(owner.article_id, article.text_sha256) in owner.versions for owner in owners[:1])
