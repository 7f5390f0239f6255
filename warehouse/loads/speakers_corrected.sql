-- The given quotes, as the latest extraction has them, have one speaker: whom a person said. Who had been credited until
-- then is kept, so that it can be told what the warehouse said at that time.
create or replace temp table corrected_quotes as
select
    q.quote_id, q.extractor_version, q.model, q.extraction_number, s.mention, s.mention_start, s.mention_end
from quotes as q
join latest_extractions as l
    on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
left join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model and s.position = 0
where q.quote_id in (select unnest(from_json_strict($quote_ids, '["varchar"]')));

insert into replaced_speakers (
    quote_id, position, entity_id, name, mention, mention_start, mention_end, confidence, reason, extractor_version,
    model, unjudged_id, replaced_at
)
select
    s.quote_id, s.position, s.entity_id, s.name, s.mention, s.mention_start, s.mention_end, s.confidence, s.reason,
    s.extractor_version, s.model, s.unjudged_id, $corrected_at::timestamptz
from quote_speakers as s
semi join corrected_quotes as c
    on c.quote_id = s.quote_id and c.extractor_version = s.extractor_version and c.model = s.model
-- A correction that comes again replaces nothing.
where not exists (
    select 1 from quote_speakers as o
    where o.quote_id = s.quote_id and o.extractor_version = s.extractor_version and o.model = s.model
    and o.entity_id is not distinct from $entity_id::varchar
    and o.name is not distinct from $name::varchar
    and o.reason = $reason::varchar
);

delete from quote_speakers
using corrected_quotes as c
where c.quote_id = quote_speakers.quote_id
and c.extractor_version = quote_speakers.extractor_version
and c.model = quote_speakers.model
and not (
    quote_speakers.position = 0
    and quote_speakers.entity_id is not distinct from $entity_id::varchar
    and quote_speakers.name is not distinct from $name::varchar
    and quote_speakers.reason = $reason::varchar
);

insert into quote_speakers (
    quote_id, position, entity_id, name, mention, mention_start, mention_end, confidence, reason, extractor_version,
    model, extraction_number
)
select
    c.quote_id, 0, $entity_id::varchar, $name::varchar, c.mention, c.mention_start, c.mention_end, 1.0,
    $reason::varchar, c.extractor_version, c.model, c.extraction_number
from corrected_quotes as c
where not exists (
    select 1 from quote_speakers as s
    where s.quote_id = c.quote_id and s.extractor_version = c.extractor_version and s.model = c.model
    and s.position = 0
);

drop table corrected_quotes;
