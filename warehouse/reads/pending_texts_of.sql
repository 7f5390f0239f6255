-- One row per text of the list that is to be enriched, in the order of the list (see pending_texts.sql).
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
    select unnest(from_json_strict($version_ids, '["varchar"]')) as version_id,
        generate_subscripts(from_json_strict($version_ids, '["varchar"]'), 1) as place
) as asked
join article_versions as v on v.version_id = asked.version_id
join articles as a on a.article_id = v.article_id
where not v.is_read
order by asked.place
