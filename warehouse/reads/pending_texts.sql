-- One row per text to be enriched: never extracted, or current again, and not left because it is in another language.
-- With $version_ids, only those of them.
select
    v.version_id,
    v.article_id,
    v.text,
    coalesce(v.title, a.title) as title,
    a.published_at,
    a.published_precision,
    a.published_from,
    a.first_seen_at,
    a.is_backlog,
    a.origin = 'seed' as is_seed,
    a.current_version_id = v.version_id as is_current,
    a.canonical_url,
    a.origin
from (
    from article_versions
    where not is_read and is_left is not true
    and ($version_ids is null or version_id in (select unnest(from_json_strict($version_ids, '["varchar"]'))))
    order by seen_at, article_id, version_number
    limit $limit::integer
) as v
join articles as a on a.article_id = v.article_id
order by v.seen_at, v.article_id, v.version_number
