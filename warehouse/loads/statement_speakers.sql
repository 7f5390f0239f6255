-- The given statements have the speakers of their reports: a corrected report's, else the first's that names any.
create or replace temp table credited as
with asked as (
    select unnest(from_json_strict($statement_ids, '["varchar"]')) as statement_id
),
meant as (
    select statement_id, statement_id as asked_id from asked
    union all
    select statement_id, to_statement_id from statement_redirects where to_statement_id in (select statement_id from asked)
),
words as materialized (
    select q.*, m.asked_id
    from quotes as q
    join meant as m on m.statement_id = q.statement_id
),
latest as materialized (
    select extraction_number
    from extractions
    where version_id in (select version_id from words)
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
),
heard as (
    select
        q.asked_id as statement_id, q.version_id, q.utterance, q.seen_at, s.entity_id,
        coalesce(starts_with(s.reason, 'corrected by a person'), false) as is_corrected,
        row_number() over (order by q.char_start, s.position) as place
    from words as q
    join latest as l on l.extraction_number = q.extraction_number
    left join quote_speakers as s on s.extraction_number = q.extraction_number and s.quote_id = q.quote_id
),
speakers as (
    select
        statement_id, version_id, utterance, entity_id, min(seen_at) as seen_at, bool_or(is_corrected) as is_corrected,
        min(place) as place
    from heard
    group by statement_id, version_id, utterance, entity_id
),
reports as (
    select
        statement_id, version_id, utterance, min(seen_at) as seen_at, bool_or(is_corrected) as is_corrected,
        coalesce(list(entity_id order by place) filter (entity_id is not null), []) as speaker_ids
    from speakers
    group by statement_id, version_id, utterance
)
select statement_id, speaker_ids
from reports
qualify row_number() over (
    partition by statement_id
    order by is_corrected desc, len(speaker_ids) > 0 desc, seen_at, version_id, utterance
) = 1;

update statements
set speaker_ids = c.speaker_ids
from credited as c
where c.statement_id = statements.statement_id and statements.speaker_ids <> c.speaker_ids;

drop table credited;
