-- What the warehouse knew at a moment. What it is built from: when each text was seen and extracted, when articles were
-- assigned and moved, events and statements merged, speakers corrected, entities judged. A moment is compared with the time of
-- the batch that decided; its rows could be read some seconds later. What cannot be told, because it was overwritten: a
-- date, outlet or address that a later visit filled in counts as known from the start; a story's copies count from their
-- last decision on; a judgement that was undone was never there; the same extractor reading the same text otherwise
-- leaves its last reading only; titles of events, names of entities and of outlets are those of now.
--
-- Nearly all of it is what is known now, and is read from what is current. What changed after the moment is put together
-- from history. Which is which, is noted when the readers' copy is made (loads/counted.sql); in the warehouse itself,
-- which goes on changing, all is put together from history. No table expression here is kept where it is avoidable: DuckDB
-- reads all columns of what stands beneath one, whether or not anybody asks for them.

-- One row per article: since when all that is known of it is as it is now.
create or replace view articles_settled as
with judged as (
    select r.entity_id, r.to_entity_id, max(j.judged_at) as judged_at
    from entity_redirects as r
    join entity_judgements as j on j.judgement_id = r.judgement_id
    group by r.entity_id, r.to_entity_id
),
merged_statements as (
    select r.statement_id, max(m.merged_at) as merged_at
    from statement_redirects as r
    join statement_redirects as m on m.to_statement_id = r.to_statement_id
    group by r.statement_id
),
changes as (
    select article_id, first_seen_at as changed_at from articles
    union all
    select article_id, detected_at from article_changes where change in ('text changed', 'title changed')
    union all
    -- A later text that has no headline keeps the one before.
    select a.article_id, timestamptz 'infinity'
    from articles as a
    join article_versions as v on v.version_id = a.current_version_id
    where a.count_versions > 1 and v.title is not null and v.title is distinct from a.title
    union all
    select article_id, extracted_at from extractions
    union all
    select article_id, greatest(first_assigned_at, assigned_at) from event_articles
    union all
    select article_id, coalesce(first_assigned_at, assigned_at) from event_articles
    union all
    select article_id, moved_at from event_moves
    union all
    select e.article_id, r.merged_at
    from event_articles as e
    join event_redirects as r on r.to_event_id = e.event_id
    union all
    select article_id, decided_at from story_copies
    union all
    select q.article_id, m.merged_at
    from quotes as q
    join merged_statements as m on m.statement_id = q.statement_id
    union all
    select q.article_id, r.replaced_at
    from quotes as q
    join replaced_speakers as r on r.quote_id = q.quote_id
    union all
    select q.article_id, coalesce(j.judged_at, 'infinity')
    from quote_speakers as s
    join quotes as q on q.quote_id = s.quote_id
    left join judged as j on j.entity_id = s.unjudged_id and j.to_entity_id = s.entity_id
    where s.unjudged_id is not null
),
settled as (
    select article_id, max(changed_at) as settled_at
    from changes
    group by article_id
)
select a.article_id, x.extraction_number, a.first_seen_at, s.settled_at
from articles as a
join settled as s on s.article_id = a.article_id
left join extractions as x on x.article_id = s.article_id and x.is_current;
comment on view articles_settled is 'One row per article: when it was first seen, and since when all that is known of it (text, quotes, speakers, statements, event, story) is as it is now, told from history. settled_articles keeps it in the readers'' copy. Example: select count(*) from articles_settled where settled_at > timestamptz ''2026-03-02 12:00:00+00''';

-- One row per event that has articles: since when it is as it is now, told from settled_articles. An event that an article
-- left was not settled before.
create or replace view events_settled as
with touched as (
    select article_id, event_id from event_articles
    union all
    select m.article_id, coalesce(r.to_event_id, m.event_id) as event_id
    from (
        select article_id, unnest([from_event_id, to_event_id]) as event_id from event_moves
        union all
        select article_id, first_event_id from event_articles where first_event_id <> event_id
    ) as m
    left join event_redirects as r on r.event_id = m.event_id
),
settled as (
    select t.event_id, max(s.settled_at) as settled_at
    from touched as t
    join settled_articles as s on s.article_id = t.article_id
    group by t.event_id
),
titled as (
    select
        e.event_id, arg_min(a.title, (coalesce(a.published_at, a.first_seen_at), a.article_id)) as first_title
    from event_articles as e
    join articles as a on a.article_id = e.article_id
    group by e.event_id
)
select t.event_id, t.first_title, s.settled_at
from titled as t
join settled as s on s.event_id = t.event_id;
comment on view events_settled is 'One row per event that has articles: the headline of its first article, and since when it is as it is now; none where settled_articles is empty. settled_events keeps it in the readers'' copy. Example: select count(*) from events_settled where settled_at > timestamptz ''2026-03-02 12:00:00+00''';

-- One row per article that was known at the moment and has changed since.
create or replace macro changed_since(moment) as table
select article_id
from settled_articles
where settled_at > moment::timestamptz and first_seen_at <= moment::timestamptz and is_counted()
union all
select article_id
from articles
where first_seen_at <= moment::timestamptz and not is_counted();
comment on macro table changed_since is 'One row per article that was known at the moment and is known otherwise now: what the as-of questions put together from history. In a warehouse whose counts are not of now, all articles. Example: select count(*) from changed_since(timestamptz ''2026-03-02 12:00:00+00'')';

-- One row per article that was known at the moment and has changed since, with its text of then.
create or replace macro changed_articles_as_of(moment) as table
with current_then as (
    -- What a page changed to last until then; a page may change back.
    select c.article_id, arg_max(c.to_version_id, (c.detected_at, v.version_number)) as version_id
    from article_changes as c
    join article_versions as v on v.version_id = c.to_version_id
    where c.change = 'text changed' and c.detected_at <= moment::timestamptz
    and c.article_id in (select article_id from changed_since(moment))
    group by c.article_id
),
retitled_later as (
    -- A text's title is its last one; what its page said then is what the first change after the moment replaced.
    select to_version_id as version_id, arg_min(before, detected_at) as title
    from article_changes
    where change = 'title changed' and from_version_id = to_version_id and detected_at > moment::timestamptz
    and article_id in (select article_id from changed_since(moment))
    group by to_version_id
)
select
    a.article_id, v.version_id, v.version_number, coalesce(r.title, v.title, a.title) as title, a.canonical_url as url, a.origin,
    a.outlet_id, o.name as outlet, a.published_at, a.published_precision,
    coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end) as reported_at, a.first_seen_at,
    v.count_words, v.text
from (
    from articles where article_id in (select article_id from changed_since(moment))
) as a
left join current_then as c on c.article_id = a.article_id
join (
    from article_versions where article_id in (select article_id from changed_since(moment))
) as v on v.article_id = a.article_id
    and (v.version_id = c.version_id or (c.version_id is null and v.version_number = 1))
left join retitled_later as r on r.version_id = v.version_id
left join outlets as o on o.outlet_id = a.outlet_id;
comment on macro table changed_articles_as_of is 'One row per article of articles_as_of that has changed since. Example: select title, outlet from changed_articles_as_of(timestamptz ''2026-03-02 12:00:00+00'') limit 20';

-- One row per article that was known at the moment, with its text of then.
create or replace macro articles_as_of(moment) as table
select
    a.article_id, a.current_version_id as version_id, v.version_number, a.title, a.canonical_url as url, a.origin,
    a.outlet_id, o.name as outlet, a.published_at, a.published_precision,
    coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end) as reported_at, a.first_seen_at,
    v.count_words, v.text
from articles as a
anti join (
    select article_id from settled_articles where settled_at > moment::timestamptz
) as s on s.article_id = a.article_id
left join article_versions as v on v.version_id = a.current_version_id
left join outlets as o on o.outlet_id = a.outlet_id
where is_counted()
union all
from changed_articles_as_of(moment);
comment on macro table articles_as_of is 'One row per article that was known at the moment, with its text of then. Dates, outlets and addresses that a later visit filled in count as known from the start. Example: select title, outlet, text from articles_as_of(timestamptz ''2026-03-02 12:00:00+00'') where article_id = ''a_0123456789abcdef''';

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

-- One row per article that was assigned to an event by the moment and has changed since: the event of then.
create or replace macro changed_event_articles_as_of(moment) as table
with moved as (
    -- Few articles move: only these are grouped.
    select
        m.article_id, arg_min(m.from_event_id, m.moved_at) as from_event_id,
        arg_max(m.to_event_id, m.moved_at) filter (m.moved_at <= moment::timestamptz) as to_event_id,
        max(m.moved_at) filter (m.moved_at <= moment::timestamptz) as moved_at, min(a.first_seen_at) as first_seen_at
    from event_moves as m
    join articles as a on a.article_id = m.article_id
    where m.article_id in (select article_id from changed_since(moment))
    group by m.article_id
),
begun as (
    select
        e.article_id, coalesce(e.first_event_id, m.from_event_id, e.event_id) as first_event_id,
        -- When a moved article was assigned first, is when it was seen, where nobody noted it.
        coalesce(e.first_assigned_at, m.first_seen_at, e.assigned_at) as first_assigned_at, m.to_event_id, m.moved_at
    from (
        from event_articles where article_id in (select article_id from changed_since(moment))
    ) as e
    left join moved as m on m.article_id = e.article_id
)
select
    b.article_id, coalesce(r.to_event_id, b.to_event_id, b.first_event_id) as event_id,
    coalesce(b.moved_at, b.first_assigned_at) as assigned_at
from begun as b
left join event_redirects_as_of(moment) as r on r.event_id = coalesce(b.to_event_id, b.first_event_id)
where b.first_assigned_at <= moment::timestamptz;
comment on macro table changed_event_articles_as_of is 'One row per article of event_articles_as_of that has changed since. Example: from changed_event_articles_as_of(timestamptz ''2026-03-02 12:00:00+00'') limit 20';

-- One row per article that was assigned to an event by the moment: the event of then.
create or replace macro event_articles_as_of(moment) as table
select e.article_id, e.event_id, coalesce(m.moved_at, e.first_assigned_at, e.assigned_at) as assigned_at
from event_articles as e
anti join (
    select article_id from settled_articles where settled_at > moment::timestamptz
) as s on s.article_id = e.article_id
left join (
    select article_id, max(moved_at) as moved_at from event_moves group by article_id
) as m on m.article_id = e.article_id
where is_counted()
union all
from changed_event_articles_as_of(moment);
comment on macro table event_articles_as_of is 'One row per article that was assigned to an event by the moment: the event of then, before later moves and merges. Example: from event_articles_as_of(timestamptz ''2026-03-02 12:00:00+00'') where article_id = ''a_0123456789abcdef''';

-- One row per event that had articles at the moment.
create or replace macro events_as_of(moment) as table
select
    c.event_id, s.first_title, c.first_seen_at, c.last_seen_at, c.first_published_at, c.last_published_at,
    c.count_articles, c.count_outlets, c.count_sources, c.first_reported_at, c.last_reported_at
from counted_events as c
join settled_events as s on s.event_id = c.event_id
where s.settled_at <= moment::timestamptz and is_counted()
union all
select
    e.event_id, arg_min(a.title, (coalesce(a.published_at, a.first_seen_at), a.article_id)) as first_title,
    min(a.first_seen_at) as first_seen_at, max(a.first_seen_at) as last_seen_at,
    min(a.published_at) as first_published_at, max(a.published_at) as last_published_at, count(*) as count_articles,
    count(distinct a.outlet_id) as count_outlets, count(distinct coalesce(c.story_id, e.article_id)) as count_sources,
    min(a.reported_at) as first_reported_at, max(a.reported_at) as last_reported_at
from (
    select article_id, event_id
    from event_articles_as_of(moment)
    where event_id in (
        select event_id from settled_events where settled_at > moment::timestamptz and is_counted()
        union all
        select event_id from changed_event_articles_as_of(moment)
    )
) as e
join (
    -- articles_as_of without their texts
    select
        r.article_id, r.title, r.outlet_id, r.published_at, r.first_seen_at,
        coalesce(r.published_at, case when r.origin = 'import' then null else r.first_seen_at end) as reported_at
    from articles as r
    anti join (
        select article_id from settled_articles where settled_at > moment::timestamptz
    ) as s on s.article_id = r.article_id
    where is_counted()
    union all
    select article_id, title, outlet_id, published_at, first_seen_at, reported_at
    from changed_articles_as_of(moment)
) as a on a.article_id = e.article_id
left join story_copies as c on c.article_id = e.article_id and c.decided_at <= moment::timestamptz
group by e.event_id;
comment on macro table events_as_of is 'One row per event that had articles at the moment: its times and how widely it was covered by then. first_title is the headline of its first article. Example: from events_as_of(timestamptz ''2026-03-02 12:00:00+00'') order by count_sources desc limit 20';

-- One row per speaker of a quote, as credited at the moment: of all quotes, or of articles alone that have changed since.
create or replace macro credited_as_of(moment, is_of_all) as table
with replaced as (
    -- The first correction after the moment replaced what was credited at it.
    select *
    from replaced_speakers
    where replaced_at > moment::timestamptz
    qualify replaced_at = min(replaced_at) over (partition by quote_id, extractor_version, model)
),
asked as (
    select quote_id, extractor_version, model, position, entity_id, name, mention, confidence, reason, unjudged_id
    from quote_speakers
    where is_of_all
    union all
    select quote_id, extractor_version, model, position, entity_id, name, mention, confidence, reason, unjudged_id
    from quote_speakers
    where not is_of_all and extraction_number in (
        select extraction_number from extractions where article_id in (select article_id from changed_since(moment))
    )
),
credited as (
    select s.*
    from asked as s
    anti join replaced as r
        on r.quote_id = s.quote_id and r.extractor_version = s.extractor_version and r.model = s.model
    union all
    select quote_id, extractor_version, model, position, entity_id, name, mention, confidence, reason, unjudged_id
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
comment on macro table credited_as_of is 'One row per speaker of a quote, as credited at the moment: of all quotes, or of articles alone that have changed since. Ask quote_speakers_as_of. Example: select quote_id, speaker from credited_as_of(timestamptz ''2026-03-02 12:00:00+00'', false) limit 20';

-- One row per speaker of a quote, as credited at the moment: before corrections and judgements that came later.
create or replace macro quote_speakers_as_of(moment) as table from credited_as_of(moment, true);
comment on macro table quote_speakers_as_of is 'One row per speaker of a quote, of every version and extractor, as credited at the moment: before corrections and judgements that came later. Example: from quote_speakers_as_of(timestamptz ''2026-03-02 12:00:00+00'') where speaker_reason like ''corrected by a person%''';

-- One row per quote that the warehouse knew at the moment, of an article that has changed since.
create or replace macro changed_said_as_of(moment) as table
with extracted as (
    select version_id, extractor_version, model
    from extractions
    where extracted_at <= moment::timestamptz and article_id in (select article_id from changed_since(moment))
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
),
first_speakers as (
    select * from credited_as_of(moment, false) where position = 0
),
other_speakers as (
    -- Few quotes have more than one speaker: only these are aggregated, an ordered list for each quote is slow.
    select
        quote_id, extractor_version, model, list(speaker order by position) as speakers,
        list(speaker_id order by position) as speaker_ids
    from credited_as_of(moment, false)
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
from (
    from quotes where article_id in (select article_id from changed_since(moment))
) as q
join extracted as x
    on x.version_id = q.version_id and x.extractor_version = q.extractor_version and x.model = q.model
join changed_articles_as_of(moment) as a on a.version_id = q.version_id
left join first_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
left join other_speakers as m
    on m.quote_id = q.quote_id and m.extractor_version = q.extractor_version and m.model = q.model
left join changed_event_articles_as_of(moment) as e on e.article_id = q.article_id
left join statement_redirects_as_of(moment) as r on r.statement_id = q.statement_id
left join story_copies as c on c.article_id = q.article_id and c.decided_at <= moment::timestamptz;
comment on macro table changed_said_as_of is 'One row per quote of said_as_of whose article has changed since. Example: select quote_id, speaker from changed_said_as_of(timestamptz ''2026-03-02 12:00:00+00'') limit 20';

-- One row per quote that the warehouse knew at the moment, of the text, by the extractor and with the speaker of then.
create or replace macro said_as_of(moment) as table
select
    q.quote_id, q.speaker, q.entity_id as speaker_id, q.kind, q.text, q.published_at, q.published_precision,
    q.reported_at, q.event_id, q.outlet, q.via, q.via_kind, q.article, q.url,
    case when q.name is null then [] else [q.speaker] end || coalesce(q.other_speakers, []) as speakers,
    case when q.name is null then [] else [q.entity_id] end || coalesce(q.other_speaker_ids, []) as speaker_ids,
    q.mention as speaker_mention, q.speaker_confidence, q.speaker_reason, q.cue, q.confidence, q.utterance,
    q.char_start, q.char_end, q.statement_id, q.story_id, q.article_id, q.version_id, q.extractor_version, q.model
from credited_quotes as q
anti join (
    select extraction_number from settled_articles where settled_at > moment::timestamptz
) as s on s.extraction_number = q.extraction_number
where q.position = 0 and is_counted()
union all
from changed_said_as_of(moment);
comment on macro table said_as_of is 'One row per quote that the warehouse knew at the moment, of the text, by the extractor, with the speaker, event and statement of then; columns as in said. Example: select reported_at, outlet, text from said_as_of(timestamptz ''2026-03-02 12:00:00+00'') where speaker = ''Xi Jinping''';
