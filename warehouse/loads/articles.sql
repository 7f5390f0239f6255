-- A batch of arrivals, as warehouse/arrivals.py decided them.
insert into outlets (outlet_id, name, domain, first_seen_at)
select r.outlet_id, r.name, r.domain, r.first_seen_at
from (
    select unnest(from_json_strict($outlets, '[{
        "outlet_id": "varchar", "name": "varchar", "domain": "varchar", "first_seen_at": "timestamptz"
    }]')) as r
)
on conflict do nothing;

insert into articles (
    article_id, origin, canonical_url, import_source, external_id, outlet_id, feed_id, title, title_from, byline,
    language, published_at, published_precision, published_from, first_seen_at, is_backlog, current_version_id,
    count_versions, byline_from, outlet_from, language_from, published_doubt
)
select
    r.article_id, a.origin, a.canonical_address, a.import_source, a.external_id, r.outlet_id, a.feed_id, a.title,
    a.title_from, a.byline, a.language, a.published.at, a.published.precision, a.published.source, a.seen_at,
    a.is_backlog, r.version_id, 1, a.byline_from, a.outlet_from, a.language_from, a.published_doubt
from (
    select r, r.article as a
    from (
        select unnest(from_json_strict($articles, '[{
            "article_id": "varchar", "outlet_id": "varchar", "version_id": "varchar",
            "article": {
                "origin": "varchar", "canonical_address": "varchar", "import_source": "varchar", "external_id": "varchar",
                "feed_id": "varchar", "title": "varchar", "title_from": "varchar", "byline": "varchar",
                "language": "varchar", "is_backlog": "boolean", "seen_at": "timestamptz",
                "byline_from": "varchar", "outlet_from": "varchar", "language_from": "varchar",
                "published_doubt": "varchar",
                "published": {"at": "timestamptz", "precision": "varchar", "source": "varchar"}
            }
        }]')) as r
    )
);

-- What is not known yet of a known article is filled in; what is known stays.
update articles
set
    canonical_url = coalesce(articles.canonical_url, f.canonical_url),
    outlet_id = coalesce(articles.outlet_id, f.outlet_id),
    outlet_from = if(articles.outlet_id is null and f.outlet_id is not null, f.outlet_from, articles.outlet_from),
    byline = coalesce(articles.byline, f.byline),
    byline_from = if(articles.byline is null and f.byline is not null, f.byline_from, articles.byline_from),
    language = coalesce(articles.language, f.language),
    language_from = if(articles.language is null and f.language is not null, f.language_from, articles.language_from),
    published_at = if(articles.published_at is null, f.published_at, articles.published_at),
    published_precision = if(articles.published_at is null, f.published_precision, articles.published_precision),
    published_from = if(articles.published_at is null, f.published_from, articles.published_from),
    published_doubt = if(articles.published_at is null, f.published_doubt, articles.published_doubt)
from (
    select
        article_id,
        first(a.canonical_address) filter (a.canonical_address is not null) as canonical_url,
        first(outlet_id) filter (outlet_id is not null) as outlet_id,
        first(a.outlet_from) filter (outlet_id is not null) as outlet_from,
        first(a.byline) filter (a.byline is not null) as byline,
        first(a.byline_from) filter (a.byline is not null) as byline_from,
        first(a.language) filter (a.language is not null) as language,
        first(a.language_from) filter (a.language is not null) as language_from,
        first(a.published.at) filter (a.published.at is not null) as published_at,
        coalesce(first(a.published.precision) filter (a.published.at is not null), 'none') as published_precision,
        coalesce(first(a.published.source) filter (a.published.at is not null), 'none') as published_from,
        first(a.published_doubt) filter (a.published.at is not null) as published_doubt
    from (
        select r.article_id, r.outlet_id, r.article as a
        from (
            select unnest(from_json_strict($facts, '[{
                "article_id": "varchar", "outlet_id": "varchar",
                "article": {
                    "canonical_address": "varchar", "byline": "varchar", "language": "varchar",
                    "byline_from": "varchar", "outlet_from": "varchar", "language_from": "varchar",
                    "published_doubt": "varchar",
                    "published": {"at": "timestamptz", "precision": "varchar", "source": "varchar"}
                }
            }]')) as r
        )
    )
    group by article_id
) as f
where f.article_id = articles.article_id
and (
    (articles.canonical_url is null and f.canonical_url is not null)
    or (articles.outlet_id is null and f.outlet_id is not null)
    or (articles.byline is null and f.byline is not null)
    or (articles.language is null and f.language is not null)
    or (articles.published_at is null and f.published_at is not null)
);

insert into article_urls (url, article_id, relation, first_seen_at)
select r.url, r.article_id, r.relation, r.first_seen_at
from (
    select unnest(from_json_strict($urls, '[{
        "url": "varchar", "article_id": "varchar", "relation": "varchar", "first_seen_at": "timestamptz"
    }]')) as r
)
where not exists (
    select 1 from article_urls as u where u.url = r.url and u.article_id = r.article_id
);

insert into article_versions (
    version_id, article_id, version_number, title, text, text_sha256, count_words, seen_at, raw_file, raw_record_id,
    is_left
)
select
    r.version_id,
    r.article_id,
    (select count(*) from article_versions as v where v.article_id = r.article_id)
    + row_number() over (partition by r.article_id order by r.place),
    r.article.title,
    r.article.text,
    r.article.text_sha256,
    len(regexp_extract_all(r.article.text, '\S+')),
    r.article.seen_at,
    r.article.raw.file,
    r.article.raw.record_id,
    -- a page's text in another language than English is kept and not read: names and quotes are found in English only
    r.article.origin = 'feed' and r.article.language_from in ('page', 'text') and r.article.language not ilike 'en%'
from (
    select unnest(rows) as r
    from (
        select list_transform(
            from_json_strict($versions, '[{
                "article_id": "varchar", "version_id": "varchar",
                "article": {
                    "title": "varchar", "text": "varchar", "text_sha256": "varchar", "seen_at": "timestamptz",
                    "origin": "varchar", "language": "varchar", "language_from": "varchar",
                    "raw": {"file": "varchar", "record_id": "varchar"}
                }
            }]'),
            lambda text, place: struct_insert(text, place := place)
        ) as rows
    )
);

update articles
set
    current_version_id = r.version_id,
    title = coalesce(r.article.title, articles.title),
    title_from = if(r.article.title is null, articles.title_from, r.article.title_from)
from (
    select unnest(from_json_strict($currents, '[{
        "article_id": "varchar", "version_id": "varchar", "article": {"title": "varchar", "title_from": "varchar"}
    }]')) as r
)
where r.article_id = articles.article_id;

-- A new title of a text that stayed is its version's, too: what it was before is in article_changes.
update articles
set title = r.after, title_from = 'page'
from (
    select unnest(from_json_strict($titles, '[{"article_id": "varchar", "to_version_id": "varchar", "after": "varchar"}]')) as r
)
where r.article_id = articles.article_id;

update article_versions
set title = r.after
from (
    select unnest(from_json_strict($titles, '[{"article_id": "varchar", "to_version_id": "varchar", "after": "varchar"}]')) as r
)
where r.to_version_id = article_versions.version_id;

-- A text that is current again is read again: what its article is compared by is another text's.
update article_versions
set is_read = false
where is_read
and version_id in (select unnest(from_json_strict($currents, '[{"version_id": "varchar"}]'), recursive := true))
and version_id not in (
    select version_id
    from article_profiles
    where article_id in (select unnest(from_json_strict($currents, '[{"article_id": "varchar"}]'), recursive := true))
);

update articles
set count_versions = v.count_versions
from (
    select article_id, count(*) as count_versions
    from article_versions
    where article_id in (
        select unnest(from_json_strict($versions, '[{"article_id": "varchar"}]'), recursive := true)
    )
    group by article_id
) as v
where v.article_id = articles.article_id and articles.count_versions <> v.count_versions;
