"""What arriving articles change: decided here, apart from the database, and written by `intake`.

An article that is not known is new. A known one whose text is its current one stays. Another text is a new version,
and the current one, unless it was seen before the current text became that: then it is kept as history. An article
that goes back to an earlier text goes back to that version. An article that is found under an address of another one
is that one: it keeps its id, and its addresses grow. A title that the page states otherwise than before is a change,
with the text or without.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.records import Article, IngestCounts, Outlet
from extractors.records.ids import mint, version_id
from warehouse.known_articles import KnownArticle, identifying_addresses


@dataclass(frozen=True, slots=True)
class OutletRow:
    """A publisher, by its registered domain, else by its name."""

    outlet_id: str
    name: str
    domain: str | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with the ids that are decided here."""

    article_id: str
    outlet_id: str | None
    version_id: str
    article: Article


@dataclass(frozen=True, slots=True)
class UrlRow:
    """An address under which an article was seen."""

    url: str
    article_id: str
    relation: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An article's text or title changed, from one version to another, or with its text staying as it is."""

    article_id: str
    from_version_id: str
    to_version_id: str
    detected_at: datetime
    change: str
    change_id: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """All rows that a batch of articles brings."""

    outlets: tuple[OutletRow, ...]
    articles: tuple[ArticleRow, ...]  # new ones
    facts: tuple[ArticleRow, ...]  # known ones, which may bring a date, outlet or byline not known so far
    urls: tuple[UrlRow, ...]
    versions: tuple[ArticleRow, ...]  # new texts
    changes: tuple[ChangeRow, ...]
    currents: tuple[ArticleRow, ...]  # articles whose current text is another one now
    titles: tuple[ChangeRow, ...]  # the changes of a title alone
    counts: IngestCounts


def outlet_id(outlet: Outlet) -> str:
    """The id of an outlet: by its domain, else by its name."""
    return mint("o", outlet.domain or outlet.name.casefold())


def arrive(articles: Iterable[Article], known: Sequence[KnownArticle]) -> Arrivals:
    """What a batch changes, given what is known of its articles. One article may come several times in a batch."""
    shelf = _Shelf(known)
    for article in articles:
        shelf.place(article)
    return shelf.arrivals()


class _Shelf:
    """The known articles, and what has come so far."""

    def __init__(self, known: Sequence[KnownArticle]) -> None:
        self.known = {article.article_id: article for article in known}
        self.by_address = {url: article.article_id for article in known for url in sorted(article.addresses)}
        self.outlets: dict[str, OutletRow] = {}
        self.new: list[ArticleRow] = []
        self.facts: list[ArticleRow] = []
        self.urls: dict[tuple[str, str], UrlRow] = {}
        self.versions: list[ArticleRow] = []
        self.changes: list[ChangeRow] = []
        self.currents: list[ArticleRow] = []
        self.titles: dict[str, ChangeRow] = {}
        self.count_known = 0

    def place(self, article: Article) -> None:
        row = self._row(article)
        known = self.known.get(row.article_id)
        self._keep_outlet(article)
        self._keep_addresses(row)
        if known is None:
            self._begin(row)
        else:
            self.facts.append(row)
            self._continue(row, known)

    def _row(self, article: Article) -> ArticleRow:
        found = article.article_id
        if found not in self.known:
            owners = (self.by_address.get(url) for url in identifying_addresses(article))
            found = next((owner for owner in owners if owner), found)
        outlet = outlet_id(article.outlet) if article.outlet else None
        return ArticleRow(found, outlet, version_id(found, article.text_sha256), article)

    def _keep_outlet(self, article: Article) -> None:
        if article.outlet:
            key = outlet_id(article.outlet)
            self.outlets.setdefault(key, OutletRow(key, article.outlet.name, article.outlet.domain, article.seen_at))

    def _keep_addresses(self, row: ArticleRow) -> None:
        for seen in row.article.addresses:
            key = seen.address, row.article_id
            self.urls.setdefault(key, UrlRow(seen.address, row.article_id, seen.relation, row.article.seen_at))
        if row.article.canonical_address:
            key = row.article.canonical_address, row.article_id
            self.urls.setdefault(key, UrlRow(*key, "canonical", row.article.seen_at))
        for url in identifying_addresses(row.article):
            self.by_address.setdefault(url, row.article_id)

    def _begin(self, row: ArticleRow) -> None:
        self.new.append(row)
        self.versions.append(row)
        self.known[row.article_id] = KnownArticle(
            row.article_id,
            row.version_id,
            row.article.seen_at,
            frozenset({row.version_id}),
            frozenset(),
            row.article.title,
            row.article.title_from,
            row.article.seen_at,
        )

    def _continue(self, row: ArticleRow, known: KnownArticle) -> None:
        seen_at, is_new = row.article.seen_at, row.version_id not in known.versions
        # A new text seen at the very same time comes later in its batch; an old one was met before.
        is_later = seen_at >= known.current_since if is_new else seen_at > known.current_since
        if row.version_id == known.current_version_id or not (is_new or is_later):
            self.count_known += 1
            if row.version_id == known.current_version_id and seen_at > (known.title_since or known.current_since):
                self.known[row.article_id] = self._retitled(row, known)
            return
        if is_new:
            self.versions.append(row)
            known = replace(known, versions=known.versions | {row.version_id})
        if is_later:
            self.changes.append(_change(row, known, "text changed"))
            self.currents.append(row)
            known = replace(
                self._retitled(row, known),
                current_version_id=row.version_id,
                current_since=seen_at,
                title=row.article.title or known.title,
                title_from=row.article.title_from if row.article.title else known.title_from,
            )
        self.known[row.article_id] = known

    def _retitled(self, row: ArticleRow, known: KnownArticle) -> KnownArticle:
        """The known article under the title that its page states now; a change where that is another one.

        What a feed calls it, or an import, is no change of the page.
        """
        before, after = known.title, row.article.title
        is_stated = row.article.title_from == known.title_from == "page"
        if not before or not after or not is_stated or before.split() == after.split():
            return known
        change = _change(row, known, "title changed", before, after)
        self.changes.append(change)
        if row.version_id == known.current_version_id:
            self.titles[row.article_id] = change
        return replace(known, title=after, title_since=row.article.seen_at)

    def arrivals(self) -> Arrivals:
        ids = tuple(row.article_id for row in self.new)
        count_changed = len(self.versions) - len(self.new) + len({r.version_id for r in self.currents} - self._made())
        return Arrivals(
            outlets=tuple(self.outlets.values()),
            articles=tuple(self.new),
            facts=tuple(self.facts),
            urls=tuple(self.urls.values()),
            versions=tuple(self.versions),
            changes=tuple(self.changes),
            currents=tuple({row.article_id: row for row in self.currents}.values()),
            titles=tuple(self.titles.values()),
            counts=IngestCounts(len(self.new), self.count_known, count_changed, ids),
        )

    def _made(self) -> set[str]:
        return {row.version_id for row in self.versions}


def _change(
    row: ArticleRow, known: KnownArticle, change: str, before: str | None = None, after: str | None = None
) -> ChangeRow:
    """The change of a known article that a row brings, as of when that was seen."""
    at, from_id, to_id = row.article.seen_at, known.current_version_id, row.version_id
    change_id = mint("ch", from_id, to_id, change, at.isoformat())
    return ChangeRow(row.article_id, from_id, to_id, at, change, change_id, before, after)
