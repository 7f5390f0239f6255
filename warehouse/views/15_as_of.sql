-- What the warehouse knew at a moment. What it is built from: when each text was seen and extracted, when articles were
-- assigned and moved, events and statements merged, speakers corrected, entities judged. A moment is compared with the time of
-- the batch that decided; its rows could be read some seconds later. What cannot be told, because it was overwritten: a
-- date, outlet or address that a later visit filled in counts as known from the start; a story's copies count from their
-- last decision on; a judgement that was undone was never there; the same extractor reading the same text otherwise
-- leaves its last reading only; titles of events, names of entities and of outlets are those of now.

-- One row per article that was known at the moment, with its text of then.
create or replace macro articles_as_of(moment) as table
with current_then as (
    -- What a page changed to last until then; a page may change back.
    select c.article_id, arg_max(c.to_version_id, (c.detected_at, v.version_number)) as version_id
    from article_changes as c
    join article_versions as v on v.version_id = c.to_version_id
    where c.change = 'text changed' and c.detected_at <= moment::timestamptz
    group by c.article_id
),
retitled_later as (
    -- A text's title is its last one; what its page said then is what the first change after the moment replaced.
    select to_version_id as version_id, arg_min(before, detected_at) as title
    from article_changes
    where change = 'title changed' and from_version_id = to_version_id and detected_at > moment::timestamptz
    group by to_version_id
)
select
    a.article_id, v.version_id, v.version_number, coalesce(r.title, v.title, a.title) as title, a.canonical_url as url, a.origin,
    a.outlet_id, o.name as outlet, a.published_at, a.published_precision,
    coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end) as reported_at, a.first_seen_at,
    v.count_words, v.text
from articles as a
left join current_then as c on c.article_id = a.article_id
join article_versions as v on v.article_id = a.article_id
    and (v.version_id = c.version_id or (c.version_id is null and v.version_number = 1))
left join retitled_later as r on r.version_id = v.version_id
left join outlets as o on o.outlet_id = a.outlet_id
where a.first_seen_at <= moment::timestamptz;
comment on macro table articles_as_of is 'One row per article that was known at the moment, with its text of then. Dates, outlets and addresses that a later visit filled in count as known from the start. Example: from articles_as_of(timestamptz ''2026-03-02 12:00:00+00'')';

-- One row per event that was merged into another by the moment, and what it was then.
create or replace macro event_redirects_as_of(moment) as table
with recursive merges as (
    select event_id, coalesce(merged_into, to_event_id) as into_id
    from event_redirects
    where merged_at <= moment::timestamptz
),
steps as (
    select event_id, into_id, 1 as count_steps from merges
    union all
    select s.event_id, m.into_id, s.count_steps + 1
    from steps as s
    join merges as m on m.event_id = s.into_id
    where s.count_steps < 100
)
select event_id, arg_max(into_id, count_steps) as to_event_id
from steps
group by event_id;
comment on macro table event_redirects_as_of is 'One row per event that was merged into another by the moment, and what it was then. Example: from event_redirects_as_of(timestamptz ''2026-03-02 12:00:00+00'')';

-- One row per statement that was merged into another by the moment, and what it was then.
create or replace macro statement_redirects_as_of(moment) as table
with recursive merges as (
    select statement_id, coalesce(merged_into, to_statement_id) as into_id
    from statement_redirects
    where merged_at <= moment::timestamptz
),
steps as (
    select statement_id, into_id, 1 as count_steps from merges
    union all
    select s.statement_id, m.into_id, s.count_steps + 1
    from steps as s
    join merges as m on m.statement_id = s.into_id
    where s.count_steps < 100
)
select statement_id, arg_max(into_id, count_steps) as to_statement_id
from steps
group by statement_id;
comment on macro table statement_redirects_as_of is 'One row per statement that was merged into another by the moment, and what it was then. Example: from statement_redirects_as_of(timestamptz ''2026-03-02 12:00:00+00'')';

-- One row per article that was assigned to an event by the moment: the event of then.
create or replace macro event_articles_as_of(moment) as table
with moved as (
    -- Few articles move: only these are grouped.
    select
        m.article_id, arg_min(m.from_event_id, m.moved_at) as from_event_id,
        arg_max(m.to_event_id, m.moved_at) filter (m.moved_at <= moment::timestamptz) as to_event_id,
        max(m.moved_at) filter (m.moved_at <= moment::timestamptz) as moved_at, min(a.first_seen_at) as first_seen_at
    from event_moves as m
    join articles as a on a.article_id = m.article_id
    group by m.article_id
),
begun as (
    select
        e.article_id, coalesce(e.first_event_id, m.from_event_id, e.event_id) as first_event_id,
        -- When a moved article was assigned first, is when it was seen, where nobody noted it.
        coalesce(e.first_assigned_at, m.first_seen_at, e.assigned_at) as first_assigned_at, m.to_event_id, m.moved_at
    from event_articles as e
    left join moved as m on m.article_id = e.article_id
)
select
    b.article_id, coalesce(r.to_event_id, b.to_event_id, b.first_event_id) as event_id,
    coalesce(b.moved_at, b.first_assigned_at) as assigned_at
from begun as b
left join event_redirects_as_of(moment) as r on r.event_id = coalesce(b.to_event_id, b.first_event_id)
where b.first_assigned_at <= moment::timestamptz;
comment on macro table event_articles_as_of is 'One row per article that was assigned to an event by the moment: the event of then, before later moves and merges. Example: from event_articles_as_of(timestamptz ''2026-03-02 12:00:00+00'')';

-- One row per event that had articles at the moment.
create or replace macro events_as_of(moment) as table
select
    e.event_id, arg_min(a.title, (coalesce(a.published_at, a.first_seen_at), a.article_id)) as first_title,
    min(a.first_seen_at) as first_seen_at, max(a.first_seen_at) as last_seen_at,
    min(a.published_at) as first_published_at, max(a.published_at) as last_published_at, count(*) as count_articles,
    count(distinct a.outlet_id) as count_outlets, count(distinct coalesce(c.story_id, e.article_id)) as count_sources,
    min(a.reported_at) as first_reported_at, max(a.reported_at) as last_reported_at
from event_articles_as_of(moment) as e
join articles_as_of(moment) as a on a.article_id = e.article_id
left join story_copies as c on c.article_id = e.article_id and c.decided_at <= moment::timestamptz
group by e.event_id;
comment on macro table events_as_of is 'One row per event that had articles at the moment: its times and how widely it was covered by then. first_title is the headline of its first article. Example: from events_as_of(timestamptz ''2026-03-02 12:00:00+00'') order by count_sources desc';

-- One row per speaker of a quote, as credited at the moment: before corrections and judgements that came later.
create or replace macro quote_speakers_as_of(moment) as table
with replaced as (
    -- The first correction after the moment replaced what was credited at it.
    select *
    from replaced_speakers
    where replaced_at > moment::timestamptz
    qualify replaced_at = min(replaced_at) over (partition by quote_id, extractor_version, model)
),
credited as (
    select
        quote_id, extractor_version, model, position, entity_id, name, mention, mention_start, mention_end, confidence,
        reason, unjudged_id
    from quote_speakers as s
    where not exists (
        select 1 from replaced as r
        where r.quote_id = s.quote_id and r.extractor_version = s.extractor_version and r.model = s.model
    )
    union all
    select
        quote_id, extractor_version, model, position, entity_id, name, mention, mention_start, mention_end, confidence,
        reason, unjudged_id
    from replaced
),
judged as (
    select distinct r.entity_id as found_id, r.to_entity_id
    from entity_redirects as r
    join entity_judgements as j on j.judgement_id = r.judgement_id
    where j.judged_at <= moment::timestamptz
),
resolved as (
    select c.*, case when c.unjudged_id is null or j.found_id is not null then c.entity_id else c.unjudged_id end as speaker_id
    from credited as c
    left join judged as j on j.found_id = c.unjudged_id and j.to_entity_id = c.entity_id
)
select
    r.quote_id, r.extractor_version, r.model, r.position, r.speaker_id, coalesce(e.name, m.name, r.name) as speaker,
    r.mention as speaker_mention, r.confidence as speaker_confidence, r.reason as speaker_reason
from resolved as r
left join entities as e on e.entity_id = r.speaker_id
left join merged_entities as m on m.entity_id = r.speaker_id;
comment on macro table quote_speakers_as_of is 'One row per speaker of a quote, of every version and extractor, as credited at the moment: before corrections and judgements that came later. Example: from quote_speakers_as_of(timestamptz ''2026-03-02 12:00:00+00'') where speaker_reason like ''corrected by a person%''';

-- One row per quote that the warehouse knew at the moment, of the text, by the extractor and with the speaker of then.
create or replace macro said_as_of(moment) as table
with extracted as (
    select version_id, extractor_version, model
    from extractions
    where extracted_at <= moment::timestamptz
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
),
first_speakers as (
    select * from quote_speakers_as_of(moment) where position = 0
),
other_speakers as (
    -- Few quotes have more than one speaker: only these are aggregated, an ordered list for each quote is slow.
    select
        quote_id, extractor_version, model, list(speaker order by position) as speakers,
        list(speaker_id order by position) as speaker_ids
    from quote_speakers_as_of(moment)
    where position > 0 and speaker is not null
    group by quote_id, extractor_version, model
)
select
    q.quote_id, s.speaker, s.speaker_id, q.kind, q.text, a.published_at, a.published_precision,
    coalesce(a.published_at, case when a.origin = 'import' then null else q.seen_at end) as reported_at, e.event_id, a.outlet, q.via,
    q.via_kind, a.title as article, a.url,
    case when s.speaker is null then [] else [s.speaker] end || coalesce(m.speakers, []) as speakers,
    case when s.speaker is null then [] else [s.speaker_id] end || coalesce(m.speaker_ids, []) as speaker_ids,
    s.speaker_mention, s.speaker_confidence, s.speaker_reason, q.cue, q.confidence, q.utterance, q.char_start, q.char_end,
    coalesce(r.to_statement_id, q.statement_id) as statement_id, c.story_id, q.article_id, q.version_id,
    q.extractor_version, q.model
from quotes as q
join extracted as x
    on x.version_id = q.version_id and x.extractor_version = q.extractor_version and x.model = q.model
join articles_as_of(moment) as a on a.version_id = q.version_id
left join first_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
left join other_speakers as m
    on m.quote_id = q.quote_id and m.extractor_version = q.extractor_version and m.model = q.model
left join event_articles_as_of(moment) as e on e.article_id = q.article_id
left join statement_redirects_as_of(moment) as r on r.statement_id = q.statement_id
left join story_copies as c on c.article_id = q.article_id and c.decided_at <= moment::timestamptz;
comment on macro table said_as_of is 'One row per quote that the warehouse knew at the moment, of the text, by the extractor, with the speaker, event and statement of then; columns as in said. Example: from said_as_of(timestamptz ''2026-03-02 12:00:00+00'') where speaker = ''Xi Jinping''';
