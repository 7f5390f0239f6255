-- The speakers of a version's quotes by one extractor and model are those of the batch: others go, missing ones come.
-- What was read for the first time has none that could go (batch_extractions is of extractions.sql).
create or replace temp table found_speakers as
select
    r.quote_id, r.position, r.entity_id, r.name, r.mention, r.mention_start, r.mention_end, r.confidence, r.reason,
    x.extractor_version, x.model, r.unjudged_id, x.extraction_number
from (
    select
        unnest(r.quote_id) as quote_id, unnest(r.version_id) as version_id, unnest(r.position) as position,
        unnest(r.entity_id) as entity_id, unnest(r.unjudged_id) as unjudged_id, unnest(r.name) as name,
        unnest(r.mention) as mention, unnest(r.mention_start) as mention_start, unnest(r.mention_end) as mention_end,
        unnest(r.confidence) as confidence, unnest(r.reason) as reason
    from (
        select from_json_strict((select $columns), '{
            "quote_id": ["varchar"], "version_id": ["varchar"], "position": ["integer"], "entity_id": ["varchar"],
            "unjudged_id": ["varchar"], "name": ["varchar"], "mention": ["varchar"], "mention_start": ["integer"],
            "mention_end": ["integer"], "confidence": ["double"], "reason": ["varchar"]
        }') as r
    )
) as r
join batch_extractions as x on x.version_id = r.version_id;

create or replace temp table stored_speakers as
select rowid as row_number, *
from quote_speakers
where extraction_number in (select extraction_number from batch_extractions where is_again);

create or replace temp table kept_speakers as
select s.row_number, s.quote_id, s.position, s.extraction_number
from stored_speakers as s
where exists (
    select 1 from found_speakers as f
    where f.quote_id = s.quote_id
    and f.position = s.position
    and f.extraction_number = s.extraction_number
    and f.entity_id is not distinct from s.entity_id
    and f.unjudged_id is not distinct from s.unjudged_id
    and f.name is not distinct from s.name
    and f.mention is not distinct from s.mention
    and f.mention_start is not distinct from s.mention_start
    and f.mention_end is not distinct from s.mention_end
    and f.confidence = s.confidence
    and f.reason = s.reason
);

delete from quote_speakers
where rowid in (
    select row_number from stored_speakers where row_number not in (select row_number from kept_speakers)
);

insert into quote_speakers by name
select f.*
from found_speakers as f
where not exists (
    select 1 from kept_speakers as k
    where k.quote_id = f.quote_id and k.position = f.position and k.extraction_number = f.extraction_number
)
order by f.extraction_number, f.quote_id, f.position;

drop table found_speakers;
drop table stored_speakers;
drop table kept_speakers;
