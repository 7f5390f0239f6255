-- One row per text to be enriched: never extracted, or current again while its article's profile is another text's.
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
from article_versions as v
join articles as a on a.article_id = v.article_id
left join article_profiles as p on p.article_id = v.article_id
where v.version_id not in (select version_id from extractions)
or (a.current_version_id = v.version_id and p.version_id is distinct from v.version_id)
order by v.seen_at, v.article_id, v.version_number
limit $limit::integer
