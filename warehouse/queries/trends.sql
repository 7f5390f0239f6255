-- One row per line of the trends of a window of days: quotes a figure a day, what bursts, who has the say, who is quoted
-- beside whom, who is quoted for the first time, silences, agencies' text, who is named for the first time.
-- $days: how many; $zone: whose days; $until: the last one, null for the newest there is; $limit: lines of each trend.
with days_quoted as (
    select *, sum(count_statements) over (partition by figure_key) as total
    from figure_calendar($days::bigint, $zone::varchar, $until::date)
),
figure_days as (
    select
        1 as part, 'quotes per figure per day' as trend, figure as name, day::varchar as about, count_statements,
        count_quotes as count, day, is_covered, dense_rank() over (order by total desc, figure_key) as line
    from days_quoted
    where total > 0
    union all by name
    select
        1 as part, 'quotes per figure per day' as trend, figure as name, 'undated' as about, count_statements,
        count_quotes as count, row_number() over (order by count_statements desc, figure) as line
    from quotes_per_figure_per_day($zone::varchar)
    where newest_day($zone::varchar) is null
),
bursting as (
    select
        2 as part, 'trending' as trend, name, type as about, count_sources as count, expected, ratio, score, entity_id,
        row_number() over (order by score desc, count_sources desc, name, entity_id) as line
    from trending_entities($days::bigint, $zone::varchar, $until::date)
    where is_trending
),
covered as (
    select
        event_id, title, count_sources, expected, ratio, score, is_trending,
        row_number() over (order by is_trending desc, score desc nulls last, count_sources desc, event_id) as burst_line,
        row_number() over (order by count_sources desc, count_articles desc, score desc nulls last, event_id) as size_line
    from trending_events($days::bigint, $zone::varchar, $until::date)
),
shown as (select * from covered where least(burst_line, size_line) <= $limit::bigint),
shown_events as (
    select s.*, array_to_string(m.main_entities, ', ') as about
    from shown as s
    left join main_entities_of((select list(event_id) from shown)) as m on m.event_id = s.event_id
),
bursting_events as (
    select
        3 as part, 'trending events' as trend, coalesce(title, event_id) as name, about, count_sources as count, expected,
        ratio, score, event_id, burst_line as line
    from shown_events
    where is_trending
),
voices as (from share_of_voice($days::bigint, $zone::varchar, $until::date)),
speakers as (
    select
        4 as part, 'most quoted' as trend, speaker as name, type as about, count_statements, count_quotes as count,
        share_statements as share, entity_id,
        row_number() over (order by count_statements desc, count_sources desc, speaker, entity_id) as line
    from voices
),
covered_most as (
    select
        5 as part, 'most covered' as trend, coalesce(title, event_id) as name, about, count_sources as count, expected,
        ratio, score, event_id, size_line as line
    from shown_events
),
together as (
    select
        6 as part, 'quoted together' as trend, speaker as name, other_speaker as about, count_articles as count, entity_id,
        row_number() over (order by count_sources desc, count_articles desc, speaker, other_speaker) as line
    from quoted_together_within($days::bigint, $zone::varchar, $until::date)
),
newly_quoted as (
    select
        7 as part, 'first quoted' as trend, f.speaker as name, f.text as about, v.count_statements,
        v.count_quotes as count, f.day, f.url, f.quote_id, f.char_start, f.char_end, f.entity_id, f.event_id,
        row_number() over (
            order by v.count_statements desc, v.count_sources desc, f.reported_at desc, f.speaker, f.entity_id
        ) as line
    from first_quotes($days::bigint, $zone::varchar, $until::date) as f
    join voices as v on v.entity_id = f.entity_id
    -- Before the first day of all, nobody knows who was quoted: then everybody would be new.
    where exists (
        select 1
        from report_windows($days::bigint, $zone::varchar, $until::date) as w
        where w.windows_ago > 0
    )
),
silent as (
    select
        if(s.is_ended, 8, 9) as part, if(s.is_ended, 'silence ended', 'silent') as trend, s.figure as name,
        if(s.is_ended, s.ended_by, 'since ' || s.last_day_quoted::varchar) as about, s.count_days as count,
        coalesce(s.ended_day, s.last_day_quoted) as day, s.url, s.quote_id, s.char_start, s.char_end, s.event_id,
        row_number() over (partition by s.is_ended order by s.count_days desc, s.figure_key) as line
    from silences(365, $zone::varchar, $until::date) as s
    cross join report_window($days::bigint, $zone::varchar, $until::date) as w
    where not s.is_ended or s.ended_day >= w.first_day
),
agencies as (
    select
        10 as part, 'agency text' as trend, outlet as name, agency as about, count_agency_articles as count,
        share_articles as share,
        row_number() over (order by count_agency_articles desc, share_articles desc, outlet, agency) as line
    from agency_reuse($days::bigint, $zone::varchar, $until::date)
),
newly_seen as (
    select
        11 as part, 'newly seen' as trend, name, type as about, count_articles as count, entity_id, first_url as url,
        row_number() over (order by count_articles desc, count_mentions desc, name) as line
    from new_entities
    where type in ('PERSON', 'ORG') and $until::date is null
),
lines as (
    from figure_days
    union all by name from bursting
    union all by name from bursting_events
    union all by name from speakers
    union all by name from covered_most
    union all by name from together
    union all by name from newly_quoted
    union all by name from silent
    union all by name from agencies
    union all by name from newly_seen
)
select
    trend, name, about, count, count_statements, share, expected, ratio, score, day, is_covered, url, quote_id,
    char_start, char_end, entity_id, event_id
from lines
where line <= $limit::bigint
order by part, line, day
