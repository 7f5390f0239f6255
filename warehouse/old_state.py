"""What the warehouse knew before a batch, as far as the batch needs it: bounded, redirects resolved."""

from typing import TYPE_CHECKING

from extractors.records import (
    ArticleProfile,
    Background,
    EntityRedirect,
    KnownEntity,
    KnownStatement,
    Needs,
    OldState,
    Term,
)
from warehouse.judgements import entity_redirects
from warehouse.statements import Row, as_json, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What a batch is compared with does not grow with what is stored.
_NEAREST = 8  # likest articles, for each of the batch
_EVENTS = 4  # likest events, for each of the batch
_MEMBERS = 12  # members of such an event: the likest
_DRAWN = 6  # and some others, so that its mean is fair
_COMMONEST = 1000  # articles; a key that more of them have finds nobody
_COPIES = 1000  # articles that share a fingerprint with one of the batch
_COPY_DAYS = 366  # what was printed longer ago is printed anew, no copy: neither its event nor its statements live
_BACKGROUND = 600  # articles nearest in time, by which rarity is counted
_LIVE_DAYS = 14  # between reports of one thing
_STATEMENT_DAYS = 30  # what was said longer ago is said anew


def read_old_state(con: "DuckDBPyConnection", needs: Needs) -> OldState:
    """The old state for one batch.

    Entities that share a name, and those of all figures; articles with like text or in the span of times;
    statements of those entities, or of unknown speakers, around the span.
    """
    entities = tuple(
        _entity(row) for row in rows(con, "reads/old_entities", name_keys=as_json(sorted(needs.name_keys)))
    )
    redirects = entity_redirects(con)
    return OldState(
        profiles=_profiles(con, needs),
        background=_background(con, needs),
        entities=entities,
        statements=_statements(con, needs, entities, redirects),
        redirects=redirects,
    )


def _profiles(con: "DuckDBPyConnection", needs: Needs) -> tuple[ArticleProfile, ...]:
    found = rows(
        con,
        "reads/old_profiles",
        bands=as_json(sorted(needs.bands)),
        asking=as_json(needs.asking),
        earliest=needs.earliest,
        latest=needs.latest,
        days=_LIVE_DAYS,
        commonest=_COMMONEST,
        nearest=_NEAREST,
        events=_EVENTS,
        members=_MEMBERS,
        drawn=_DRAWN,
        copies=_COPIES,
        copy_days=_COPY_DAYS,
    )
    return tuple(_profile(row) for row in found)


def _background(con: "DuckDBPyConnection", needs: Needs) -> Background:
    found = rows(
        con,
        "reads/background",
        earliest=needs.earliest,
        latest=needs.latest,
        article_ids=as_json(asking.article_id for asking in needs.asking),
        most=_BACKGROUND,
    )
    count_articles = next(count for lemma, _, count in found if lemma is None)
    terms = tuple(Term(lemma, count) for lemma, is_name, count in found if lemma is not None and not is_name)
    names = tuple(Term(lemma, count) for lemma, is_name, count in found if lemma is not None and is_name)
    return Background(count_articles, terms, names)


def _profile(row: Row) -> ArticleProfile:
    article_id, title, lead, lemmas, counts, names, name_counts, signature, bands, keys, text, *others = row
    shape = _terms(lemmas, counts), _terms(names, name_counts), tuple(signature)
    filled: Row = (article_id, title, lead, *shape, *others, tuple(bands), tuple(keys), text)
    return ArticleProfile(*filled)


def _terms(lemmas: list[str], counts: list[int]) -> tuple[Term, ...]:
    return tuple(map(Term, lemmas, counts))


def _entity(row: Row) -> KnownEntity:
    entity_id, name, type_, keys, wikidata_id = row
    return KnownEntity(entity_id, name, type_, frozenset(keys), wikidata_id)


def _statements(
    con: "DuckDBPyConnection",
    needs: Needs,
    entities: tuple[KnownEntity, ...],
    redirects: tuple[EntityRedirect, ...],
) -> tuple[KnownStatement, ...]:
    found_ids = {entity.entity_id for entity in entities}
    judged_ids = {redirect.to_entity_id for redirect in redirects if redirect.entity_id in found_ids}
    found = rows(
        con,
        "reads/old_statements",
        entity_ids=as_json(sorted(found_ids | judged_ids)),
        earliest=needs.earliest,
        latest=needs.latest,
        days=_STATEMENT_DAYS,
        version_ids=as_json(sorted(needs.version_ids)),
        keys=as_json(sorted(needs.wording_keys)),
    )
    return tuple(_statement(row) for row in found)


def _statement(row: Row) -> KnownStatement:
    statement_id, text, speaker_ids, event_id, first_seen_at, quote_ids, *others, merged_ids = row
    shape = tuple(speaker_ids), event_id, first_seen_at, frozenset(quote_ids)
    filled: Row = (statement_id, text, *shape, *others, frozenset(merged_ids))
    return KnownStatement(*filled)
