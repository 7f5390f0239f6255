-- The speakers of a version's quotes by one extractor and model are those of the batch: others go, missing ones come.
create or replace temp table found_speakers as
select
    r.quote_id, r.position, r.entity_id, s.name, s.mention, s.start as mention_start, s.end as mention_end,
    s.confidence, s.reason, x.extractor_version, x.model, r.unjudged_id
from (
    select r, r.speaker as s
    from (
        select unnest(from_json_strict($rows, '[{
            "quote_id": "varchar", "version_id": "varchar", "position": "integer", "entity_id": "varchar",
            "unjudged_id": "varchar",
            "speaker": {
                "name": "varchar", "mention": "varchar", "start": "integer", "end": "integer", "confidence": "double",
                "reason": "varchar"
            }
        }]')) as r
    )
)
join (
    select unnest(from_json_strict($extractions, '[{
        "version_id": "varchar", "extractor_version": "varchar", "model": "varchar"
    }]')) as x
) on x.version_id = r.version_id;

create or replace temp table rid_speakers as
select s.quote_id, s.position, s.extractor_version, s.model
from quote_speakers as s
left join quotes as q
    on q.quote_id = s.quote_id and q.extractor_version = s.extractor_version and q.model = s.model
where q.quote_id is null
union
select s.quote_id, s.position, s.extractor_version, s.model
from quote_speakers as s
semi join found_speakers as t
    on t.quote_id = s.quote_id and t.extractor_version = s.extractor_version and t.model = s.model
where not exists (
    select 1 from found_speakers as f
    where f.quote_id = s.quote_id
    and f.position = s.position
    and f.extractor_version = s.extractor_version
    and f.model = s.model
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
using rid_speakers as r
where r.quote_id = quote_speakers.quote_id
and r.position = quote_speakers.position
and r.extractor_version = quote_speakers.extractor_version
and r.model = quote_speakers.model;

insert into quote_speakers by name
select * from found_speakers as f
where not exists (
    select 1 from quote_speakers as s
    where s.quote_id = f.quote_id
    and s.position = f.position
    and s.extractor_version = f.extractor_version
    and s.model = f.model
);

drop table found_speakers;
drop table rid_speakers;
