-- The mentions of a version by one extractor and model are those of the batch: others go, missing ones come.
-- What was read for the first time has none that could go (batch_extractions is of extractions.sql).
create or replace temp table found_mentions as
select
    r.mention_id, x.article_id, r.version_id, r.entity_id, r.char_start, r.char_end, r.text, r.type, r.name,
    x.extractor_version, x.model, r.unjudged_id, x.extraction_number, coalesce(e.is_current, false) as is_current
from (
    select
        unnest(r.mention_id) as mention_id, unnest(r.version_id) as version_id, unnest(r.entity_id) as entity_id,
        unnest(r.unjudged_id) as unjudged_id, unnest(r.char_start) as char_start, unnest(r.char_end) as char_end,
        unnest(r.text) as text, unnest(r.type) as type, unnest(r.name) as name
    from (
        select from_json_strict((select $columns), '{
            "mention_id": ["varchar"], "version_id": ["varchar"], "entity_id": ["varchar"], "unjudged_id": ["varchar"],
            "char_start": ["integer"], "char_end": ["integer"], "text": ["varchar"], "type": ["varchar"],
            "name": ["varchar"]
        }') as r
    )
) as r
join batch_extractions as x on x.version_id = r.version_id
left join (
    select extraction_number, is_current
    from extractions
    where extraction_number in (select extraction_number from batch_extractions where is_again)
) as e on e.extraction_number = x.extraction_number;

create or replace temp table stored_mentions as
select rowid as row_number, *
from mentions
where extraction_number in (select extraction_number from batch_extractions where is_again);

create or replace temp table kept_mentions as
select m.row_number, m.mention_id, m.extraction_number
from stored_mentions as m
where exists (
    select 1 from found_mentions as f
    where f.mention_id = m.mention_id
    and f.extraction_number = m.extraction_number
    and f.entity_id is not distinct from m.entity_id
    and f.unjudged_id is not distinct from m.unjudged_id
    and f.text = m.text
    and f.type = m.type
    and f.name = m.name
);

delete from mentions
where rowid in (
    select row_number from stored_mentions where row_number not in (select row_number from kept_mentions)
);

insert into mentions by name
select f.*
from found_mentions as f
where not exists (
    select 1 from kept_mentions as k
    where k.mention_id = f.mention_id and k.extraction_number = f.extraction_number
)
order by f.extraction_number, f.char_start;

drop table found_mentions;
drop table stored_mentions;
drop table kept_mentions;
