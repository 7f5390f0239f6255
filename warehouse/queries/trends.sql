-- One row per line of the trends: quotes a figure a day, most quoted, most covered, quoted together, newly seen.
-- $zone: whose days; $limit: lines of each trend.
with figure_days as (
    select
        1 as part, 'quotes per figure per day' as trend, figure as name, coalesce(day::varchar, 'undated') as about, count_statements,
        count_quotes as count, row_number() over (order by day desc, count_statements desc, figure) as line
    from quotes_per_figure_per_day($zone::varchar)
),
speakers as (
    select
        2 as part, 'most quoted' as trend, speaker as name, type as about, count_statements, count_quotes as count,
        row_number() over (order by count_statements desc, count_sources desc, speaker) as line
    from most_quoted
),
covered as (
    select
        3 as part, 'most covered' as trend, coalesce(title, event_id) as name,
        array_to_string(main_entities, ', ') as about, null::bigint as count_statements, count_sources as count,
        row_number() over (order by count_sources desc, count_articles desc, last_seen_at desc, event_id) as line
    from most_covered_events
),
together as (
    select
        4 as part, 'quoted together' as trend, speaker as name, other_speaker as about,
        null::bigint as count_statements, count_articles as count,
        row_number() over (order by count_sources desc, count_articles desc, speaker, other_speaker) as line
    from quoted_together
),
newly_seen as (
    select
        5 as part, 'newly seen' as trend, name, type as about, null::bigint as count_statements,
        count_articles as count, row_number() over (order by count_articles desc, count_mentions desc, name) as line
    from new_entities
    where type in ('PERSON', 'ORG')
),
lines as (
    from figure_days
    union all by name from speakers
    union all by name from covered
    union all by name from together
    union all by name from newly_seen
)
select trend, name, about, count, count_statements
from lines
where line <= $limit::bigint
order by part, line
