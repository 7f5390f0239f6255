-- One row per text of the given versions that is current still, and not read by the given extractor and model meanwhile.
with asked as (
    select unnest(from_json_strict($version_ids, '["varchar"]')) as version_id
)
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
    true as is_current,
    a.canonical_url,
    a.origin
from (select * from article_versions where version_id in (select version_id from asked)) as v
join articles as a on a.article_id = v.article_id and a.current_version_id = v.version_id
where v.version_id not in (
    select version_id from latest_extractions where extractor_version = $extractor_version and model = $model
)
order by v.version_id
