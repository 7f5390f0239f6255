-- One row per speaker.
create or replace view most_quoted as
from speaker_totals
order by count_statements desc, count_sources desc, speaker;
comment on view most_quoted is 'One row per speaker, those of the most statements first. Example: from most_quoted limit 20';

-- One row per event.
create or replace view most_covered_events as
select event_id, title, count_sources, count_articles, count_outlets, main_entities, first_seen_at, last_seen_at
from events
order by count_sources desc, count_articles desc, last_seen_at desc, event_id;
comment on view most_covered_events is 'One row per event, those of the most independent sources first. Example: from most_covered_events limit 20';

-- One row per pair of speakers who are quoted in the same article.
create or replace view quoted_together as
select *
from (
    select * from counted_pairs where is_counted()
    union all by name
    select * from pairs_counted
)
order by count_sources desc, count_articles desc, speaker, other_speaker;
comment on view quoted_together is 'One row per pair of speakers who are quoted in the same article, the most frequent first. Example: from quoted_together where ''Xi Jinping'' in (speaker, other_speaker)';

-- One row per entity that was first reported on within the last seven days of what is stored, and not known before.
create or replace view new_entities as
with newest as materialized (select max(first_seen_at) as newest_at from articles),
recent as materialized (
    select e.entity_id, e.name, e.type, e.first_seen_at, n.count_articles, n.count_mentions, n.first_reported_at, n.first_article_id
    from (
        select entity_id, name, type, first_seen_at
        from entities
        where first_seen_at >= (select newest_at - to_days(7) from newest)
    ) as e
    join mention_totals as n on n.entity_id = e.entity_id
    where n.first_reported_at >= (select newest_at - to_days(7) from newest)
)
select
    r.entity_id, r.name, r.type, r.first_seen_at, r.count_articles, r.count_mentions, a.title as first_article,
    a.canonical_url as first_url, r.first_reported_at
from recent as r
left join (
    select article_id, title, canonical_url
    from articles
    where article_id in (select first_article_id from recent)
) as a on a.article_id = r.first_article_id
order by r.count_articles desc, r.count_mentions desc, r.name;
comment on view new_entities is 'One row per entity that was first reported on within the last seven days of what is stored, the most covered first. An archive names nobody newly. Example: from new_entities where type = ''PERSON''';
comment on column new_entities.first_reported_at is 'when the first article that names it was published, else seen';

-- One row per article of an event and quote in it, in the order of time; an article without quotes has one row.
create or replace macro event_timeline(event) as table
select
    coalesce(a.published_at, a.first_seen_at) as reported_at,
    a.published_precision,
    o.name as outlet,
    a.title as article,
    s.speaker,
    s.kind,
    s.text as quote,
    s.via,
    a.canonical_url as url,
    c.original_id is not null and c.original_id <> a.article_id as is_copy,
    e.reason as why_in_event,
    a.article_id,
    s.quote_id
from event_articles as e
-- Each table is asked for the event's articles alone: joined first, all that is stored would be read.
join (
    select article_id, published_at, first_seen_at, published_precision, title, canonical_url, outlet_id
    from articles
    where article_id in (
        select m.article_id
        from event_articles as m
        where m.event_id = coalesce((select r.to_event_id from event_redirects as r where r.event_id = event), event)
    )
) as a on a.article_id = e.article_id
left join outlets as o on o.outlet_id = a.outlet_id
left join (
    select article_id, original_id
    from story_copies
    where article_id in (
        select m.article_id
        from event_articles as m
        where m.event_id = coalesce((select r.to_event_id from event_redirects as r where r.event_id = event), event)
    )
) as c on c.article_id = a.article_id
left join (
    select q.article_id, q.speaker, q.kind, q.text, q.via, q.quote_id, q.char_start
    from said as q
    where q.event_id = coalesce((select r.to_event_id from event_redirects as r where r.event_id = event), event)
) as s on s.article_id = a.article_id
where e.event_id = coalesce((select r.to_event_id from event_redirects as r where r.event_id = event), event)
order by reported_at, a.article_id, s.char_start;
comment on macro table event_timeline is 'One row per article of an event and quote in it, in the order of time; an article without quotes has one row. Merged events resolve. Example: from event_timeline(''e_0123456789abcdef'')';
