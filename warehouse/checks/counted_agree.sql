-- Counts of speakers, pairs and mentions that are stored as those of now are what the lists behind them give.
with speakers as (
    select
        entity_id, count(distinct statement_id) as count_statements, count(distinct quote_id) as count_quotes,
        count(distinct article_id) as count_articles, count(distinct source_id) as count_sources,
        count(distinct outlet_id) as count_outlets, count(distinct event_id) as count_events,
        min(reported_at) as first_quoted_at, max(reported_at) as last_quoted_at
    from said_by
    group by entity_id
),
mentioned as (
    select
        m.entity_id, count(distinct m.article_id) as count_articles, count(*) as count_mentions,
        case when bool_and(a.published_at is not null or a.origin <> 'import')
            then min(coalesce(a.published_at, a.first_seen_at)) end as first_reported_at
    from current_mentions as m
    join articles as a on a.article_id = m.article_id
    where m.entity_id is not null
    group by m.entity_id
),
together as (
    select
        a.entity_id, b.entity_id as other_entity_id, count(distinct a.article_id) as count_articles,
        count(distinct a.source_id) as count_sources, count(distinct a.event_id) as count_events
    from said_by as a
    join said_by as b on b.article_id = a.article_id and b.entity_id > a.entity_id
    group by a.entity_id, b.entity_id
)
select 'speaker' as thing, entity_id
from (
    (from speakers except select * exclude (speaker, type) from counted_speakers)
    union all
    (select * exclude (speaker, type) from counted_speakers except from speakers)
)
where is_counted()
union all
select 'mention', entity_id
from (
    (from mentioned except select * exclude (first_article_id) from counted_mentions)
    union all
    (select * exclude (first_article_id) from counted_mentions except from mentioned)
)
where is_counted()
union all
select 'pair', entity_id
from (
    (from together except select * exclude (speaker, other_speaker) from counted_pairs)
    union all
    (select * exclude (speaker, other_speaker) from counted_pairs except from together)
)
where is_counted()
