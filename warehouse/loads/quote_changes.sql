-- Quotes that a change of text added or removed, once both texts are extracted.
create or replace temp table changed as
select distinct c.article_id, c.from_version_id, c.to_version_id
from article_changes as c
where c.change = 'text changed'
and exists (
    select 1
    from (select unnest(from_json_strict($extractions, '[{"version_id": "varchar"}]')) as x)
    where x.version_id in (c.from_version_id, c.to_version_id)
)
and c.from_version_id in (select version_id from extractions)
and c.to_version_id in (select version_id from extractions);

insert into article_changes (article_id, from_version_id, to_version_id, change, before, after, detected_at)
with texts as (
    select distinct q.version_id, q.text
    from quotes as q
    join latest_extractions as l
        on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
    where q.version_id in (select from_version_id from changed union select to_version_id from changed)
),
found as (
    select c.*, 'quote removed' as change, t.text as before, null::varchar as after
    from changed as c
    join texts as t on t.version_id = c.from_version_id
    where not exists (select 1 from texts as o where o.version_id = c.to_version_id and o.text = t.text)
    union all by name
    select c.*, 'quote added' as change, null::varchar as before, t.text as after
    from changed as c
    join texts as t on t.version_id = c.to_version_id
    where not exists (select 1 from texts as o where o.version_id = c.from_version_id and o.text = t.text)
)
select f.article_id, f.from_version_id, f.to_version_id, f.change, f.before, f.after, $now::timestamptz
from found as f
where not exists (
    select 1 from article_changes as c
    where c.from_version_id = f.from_version_id
    and c.to_version_id = f.to_version_id
    and c.change = f.change
    and c.before is not distinct from f.before
    and c.after is not distinct from f.after
);

drop table changed;
