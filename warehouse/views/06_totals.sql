-- What is counted over all history. Counting it takes seconds in a warehouse of a million articles, so it is counted when
-- the readers' copy is made (loads/counted.sql) and kept there; in the warehouse itself, which changes between copies, it
-- is counted anew whenever it is asked for. Either way it is what said_by and current_mentions hold now.

-- One row per speaker who is known as an entity: how often quoted, counted from the quotes.
create or replace view speakers_counted as
select
    entity_id,
    min(speaker) as speaker,
    min(speaker_type) as type,
    count(distinct statement_id) as count_statements,
    count(distinct quote_id) as count_quotes,
    count(distinct article_id) as count_articles,
    count(distinct source_id) as count_sources,
    count(distinct outlet_id) as count_outlets,
    count(distinct event_id) as count_events,
    min(reported_at) as first_quoted_at,
    max(reported_at) as last_quoted_at
from said_by
where not is_counted()
group by entity_id;
comment on view speakers_counted is 'One row per speaker who is known as an entity, counted from the quotes; none where the stored counts are of now. Ask speaker_totals.';

-- One row per speaker who is known as an entity: how often quoted.
create or replace view speaker_totals as
select * from counted_speakers where is_counted()
union all by name
select * from speakers_counted;
comment on view speaker_totals is 'One row per speaker who is known as an entity: how often quoted. Example: from speaker_totals where speaker = ''Xi Jinping''';

-- One row per pair of speakers who are quoted in the same article, counted from the quotes.
create or replace view pairs_counted as
with speakers as (
    select distinct article_id, event_id, source_id, entity_id, speaker
    from said_by
    where not is_counted()
)
select
    a.entity_id,
    min(a.speaker) as speaker,
    b.entity_id as other_entity_id,
    min(b.speaker) as other_speaker,
    count(distinct a.article_id) as count_articles,
    count(distinct a.source_id) as count_sources,
    count(distinct a.event_id) as count_events
from speakers as a
join speakers as b on b.article_id = a.article_id and b.entity_id > a.entity_id
group by a.entity_id, b.entity_id;
comment on view pairs_counted is 'One row per pair of speakers who are quoted in the same article, counted from the quotes; none where the stored counts are of now. Ask quoted_together.';

-- One row per entity that an article names: how many do, counted from the mentions.
create or replace view mentions_counted as
with told as materialized (
    select
        extraction_number, article_id, reported_at, row_number() over (order by reported_at, article_id) as nth
    from (
        select
            x.extraction_number, a.article_id,
            -- An import without a date may be of any age.
            coalesce(a.published_at, case when a.origin = 'import' then timestamptz '-infinity' else a.first_seen_at end)
                as reported_at
        from extractions as x
        join articles as a on a.article_id = x.article_id
        where x.is_current and not is_counted()
    )
),
named as (
    select
        m.entity_id, count(distinct m.extraction_number) as count_articles, count(*) as count_mentions, min(t.nth) as nth
    from mentions as m
    join told as t on t.extraction_number = m.extraction_number
    where m.is_current and m.entity_id is not null
    group by m.entity_id
)
select
    n.entity_id, n.count_articles, n.count_mentions, nullif(t.reported_at, '-infinity') as first_reported_at,
    t.article_id as first_article_id
from named as n
join told as t on t.nth = n.nth;
comment on view mentions_counted is 'One row per entity that an article names, counted from the mentions; none where the stored counts are of now. Ask mention_totals.';

-- One row per entity that an article names: how many do.
create or replace view mention_totals as
select * from counted_mentions where is_counted()
union all by name
select * from mentions_counted;
comment on column mention_totals.first_reported_at is 'when the first article that names it was published, else seen; null where an import without a date names it, which may be of any age';
comment on view mention_totals is 'One row per entity that an article names: how many articles do, how often, and which was the first to be reported. Example: from mention_totals order by count_articles desc limit 20';
