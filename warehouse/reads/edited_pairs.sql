-- One row per two texts of which one became the other, both of them read, one of them among the given versions.
with asked as (
    select unnest(from_json_strict($version_ids, '["varchar"]')) as version_id
),
touched as (
    select distinct article_id, from_version_id, to_version_id
    from article_changes
    where change = 'text changed'
    and (from_version_id in (select version_id from asked) or to_version_id in (select version_id from asked))
)
select t.article_id, t.from_version_id, b.text as before, t.to_version_id, a.text as after
from touched as t
join article_versions as b on b.version_id = t.from_version_id and b.is_read
join article_versions as a on a.version_id = t.to_version_id and a.is_read
order by t.article_id, t.from_version_id, t.to_version_id
