-- Quotes that a change of text added or removed, once both texts are extracted (batch_extractions is of extractions.sql).
create or replace temp table changed as
with touched as materialized (
    select distinct article_id, from_version_id, to_version_id
    from article_changes
    where change = 'text changed'
    and (
        from_version_id in (select version_id from batch_extractions)
        or to_version_id in (select version_id from batch_extractions)
    )
)
select c.*
from touched as c
where c.from_version_id in (select version_id from article_versions where is_read)
and c.to_version_id in (select version_id from article_versions where is_read);

create or replace temp table changed_texts as
with latest as materialized (
    select extraction_number
    from extractions
    where version_id in (select from_version_id from changed union select to_version_id from changed)
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
)
select distinct version_id, text
from quotes
where extraction_number in (select extraction_number from latest);

insert into article_changes (article_id, from_version_id, to_version_id, change, before, after, detected_at)
with found as (
    select c.*, 'quote removed' as change, t.text as before, null::varchar as after
    from changed as c
    join changed_texts as t on t.version_id = c.from_version_id
    where not exists (select 1 from changed_texts as o where o.version_id = c.to_version_id and o.text = t.text)
    union all by name
    select c.*, 'quote added' as change, null::varchar as before, t.text as after
    from changed as c
    join changed_texts as t on t.version_id = c.to_version_id
    where not exists (select 1 from changed_texts as o where o.version_id = c.from_version_id and o.text = t.text)
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
drop table changed_texts;
drop table batch_extractions;
drop table earlier_extractions;
