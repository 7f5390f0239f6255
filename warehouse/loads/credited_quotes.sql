-- What counts now, for the articles that a load has touched: those given, those of the given events, and those that
-- quote the given statements or entities. Which extraction is current, its mentions, and all that is known of its quotes.
create or replace temp table touched as
with asked as materialized (
    select unnest(from_json_strict((select $article_ids), '["varchar"]')) as article_id
    union
    select article_id from event_articles
    where event_id in (select unnest(from_json_strict($event_ids, '["varchar"]')))
    union
    select article_id from credited_quotes
    where statement_id in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
    union
    select article_id from credited_quotes
    where entity_id in (select unnest(from_json_strict($entity_ids, '["varchar"]')))
)
select article_id, current_version_id, title, canonical_url, outlet_id, published_at, published_precision, origin
from articles
where article_id in (select article_id from asked);

create or replace temp table found_extractions as
select
    e.extraction_number, e.article_id, e.is_current as was_current,
    e.version_id = t.current_version_id
    and row_number() over (
        partition by e.version_id order by e.extracted_at desc, e.extractor_version desc, e.model
    ) = 1 as is_current
from extractions as e
join touched as t on t.article_id = e.article_id;

-- Each row is new in one thing only; which rows of the tables, is told by numbers that lie together.
create or replace temp table changed_extractions as
select extraction_number, is_current from found_extractions where is_current is distinct from was_current;

update extractions
set is_current = c.is_current
from changed_extractions as c
where c.extraction_number = extractions.extraction_number;

update mentions
set is_current = c.is_current
from changed_extractions as c
where c.extraction_number = mentions.extraction_number and mentions.is_current is distinct from c.is_current;

create or replace temp table credited as
with numbers as (
    select extraction_number from found_extractions where is_current
),
words as materialized (
    select * from quotes where extraction_number in (select extraction_number from numbers)
),
speakers as materialized (
    select * from quote_speakers where extraction_number in (select extraction_number from numbers)
),
names as materialized (
    select entity_id, name, type from entities where entity_id in (select entity_id from speakers)
),
others as (
    select
        s.extraction_number, s.quote_id,
        list(coalesce(e.name, s.name) order by s.position) as other_speakers,
        list(s.entity_id order by s.position) as other_speaker_ids
    from speakers as s
    left join names as e on e.entity_id = s.entity_id
    where s.name is not null and s.position > 0
    group by all
),
resolved as materialized (
    select w.quote_id, w.extraction_number, coalesce(r.to_statement_id, w.statement_id) as statement_id
    from words as w
    left join (
        select statement_id, to_statement_id
        from statement_redirects
        where statement_id in (select statement_id from words)
    ) as r on r.statement_id = w.statement_id
),
utterances as materialized (
    select statement_id, first_seen_at, known_reason
    from statements
    where statement_id in (select statement_id from resolved)
),
placed as materialized (
    select article_id, event_id from event_articles where article_id in (select article_id from touched)
),
titles as materialized (
    select event_id, title from event_ids where event_id in (select event_id from placed)
),
copied as materialized (
    select article_id, story_id from story_copies where article_id in (select article_id from touched)
)
select
    q.quote_id, coalesce(s.position, 0) as position, s.entity_id, coalesce(n.name, s.name) as speaker,
    n.type as speaker_type, s.name, s.mention, s.mention_start, s.mention_end, s.confidence as speaker_confidence,
    s.reason as speaker_reason, s.unjudged_id, if(s.position = 0, m.other_speakers, null) as other_speakers,
    if(s.position = 0, m.other_speaker_ids, null) as other_speaker_ids, t.statement_id, t.first_seen_at, t.known_reason,
    q.kind, q.utterance, q.char_start, q.char_end, q.text, q.cue, q.cue_start, q.cue_end, q.via, q.via_kind,
    q.confidence, q.reason, q.seen_at, q.extractor_version, q.model, q.extraction_number, q.article_id, q.version_id,
    a.title as article, a.canonical_url as url, a.outlet_id, o.name as outlet, o.domain as outlet_domain, a.published_at,
    a.published_precision,
    coalesce(a.published_at, if(a.origin = 'import', null, q.seen_at)) as reported_at, v.event_id, i.title as event, c.story_id
from words as q
join touched as a on a.article_id = q.article_id
join resolved as r on r.extraction_number = q.extraction_number and r.quote_id = q.quote_id
join utterances as t on t.statement_id = r.statement_id
left join speakers as s on s.extraction_number = q.extraction_number and s.quote_id = q.quote_id
left join names as n on n.entity_id = s.entity_id
left join others as m on m.extraction_number = q.extraction_number and m.quote_id = q.quote_id
left join outlets as o on o.outlet_id = a.outlet_id
left join placed as v on v.article_id = q.article_id
left join titles as i on i.event_id = v.event_id
left join copied as c on c.article_id = q.article_id;

create or replace temp table credited_before as
select rowid as row_number, *
from credited_quotes
where extraction_number in (select extraction_number from found_extractions);

create or replace temp table credited_anew as
with again as (
    from credited where extraction_number in (select extraction_number from credited_before)
)
select extraction_number from credited where extraction_number not in (select extraction_number from credited_before)
union
select extraction_number from (from again except all select * exclude (row_number) from credited_before)
union
select extraction_number from (select * exclude (row_number) from credited_before except all from again);

delete from credited_quotes
where rowid in (
    select row_number from credited_before
    where extraction_number in (select extraction_number from credited_anew)
);

insert into credited_quotes by name
from credited
where extraction_number in (select extraction_number from credited_anew)
order by extraction_number, char_start, position;

-- An event is called otherwise now and then, in all that was said on it.
update credited_quotes
set event = i.title
from (
    select event_id, title from event_ids where event_id in (select unnest(from_json_strict($called, '["varchar"]')))
) as i
where i.event_id = credited_quotes.event_id and credited_quotes.event is distinct from i.title;

drop table touched;
drop table found_extractions;
drop table changed_extractions;
drop table credited;
drop table credited_before;
drop table credited_anew;
