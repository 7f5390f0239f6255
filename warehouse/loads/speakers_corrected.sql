-- The given quotes, as the latest extraction has them, have one speaker: whom a person said.
create or replace temp table corrected_quotes as
select
    q.quote_id, q.extractor_version, q.model, s.mention, s.mention_start, s.mention_end
from quotes as q
join latest_extractions as l
    on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
left join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model and s.position = 0
where q.quote_id in (select unnest(from_json_strict($quote_ids, '["varchar"]')));

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
    model
)
select
    c.quote_id, 0, $entity_id::varchar, $name::varchar, c.mention, c.mention_start, c.mention_end, 1.0,
    $reason::varchar, c.extractor_version, c.model
from corrected_quotes as c
where not exists (
    select 1 from quote_speakers as s
    where s.quote_id = c.quote_id and s.extractor_version = c.extractor_version and s.model = c.model
    and s.position = 0
);

drop table corrected_quotes;
