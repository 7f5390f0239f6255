-- One row per line of the trends of one speaker in a window of days: quotes a day, share of what each outlet quotes,
-- events, who is quoted beside them, silences. $name: a figure's key, or a name or spelling of an entity;
-- $days: how many; $zone: whose days; $until: the last one, null for the newest there is; $limit: lines of each trend.
with meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or is_called(alias, $name::varchar)
    union
    select entity_id from entities
    where is_called(name, $name::varchar) or entity_id = $name::varchar
),
spoken as (
    select s.*
    from said_within($days::bigint, $zone::varchar, $until::date) as s
    semi join meant as m on m.entity_id = s.entity_id
),
named as (select speaker from spoken group by speaker order by count(*) desc, speaker limit 1),
spoken_days as (
    select day, count(distinct quote_id) as count_quotes, count(distinct statement_id) as count_statements
    from spoken
    where day is not null
    group by day
),
speaker_days as (
    select
        1 as part, 'quotes per day' as trend, n.speaker as name, c.day::varchar as about,
        if(c.is_covered, coalesce(s.count_quotes, 0), s.count_quotes) as count,
        if(c.is_covered, coalesce(s.count_statements, 0), s.count_statements) as count_statements, c.day, c.is_covered,
        1 as line
    from coverage_per_day($days::bigint, $zone::varchar, $until::date) as c
    cross join named as n
    left join spoken_days as s on s.day = c.day
),
by_outlet as (
    select
        2 as part, 'share by outlet' as trend, v.outlet as name, v.speaker as about, v.count_statements,
        v.count_quotes as count, v.share_statements as share, v.entity_id,
        row_number() over (order by v.count_statements desc, v.share_statements desc, v.outlet, v.entity_id) as line
    from share_of_voice_by_outlet($days::bigint, $zone::varchar, $until::date) as v
    semi join meant as m on m.entity_id = v.entity_id
),
by_event as (
    select
        3 as part, 'share by event' as trend, any_value(i.title) as name, any_value(s.speaker) as about,
        count(distinct s.statement_id) as count_statements, count(distinct s.quote_id) as count, s.entity_id, s.event_id,
        row_number() over (order by count(distinct s.statement_id) desc, s.event_id, s.entity_id) as line
    from spoken as s
    join event_ids as i on i.event_id = s.event_id
    group by s.event_id, s.entity_id
),
together as (
    select
        4 as part, 'quoted together' as trend,
        if(t.entity_id in (from meant), t.speaker, t.other_speaker) as name,
        if(t.entity_id in (from meant), t.other_speaker, t.speaker) as about, t.count_articles as count,
        row_number() over (order by t.count_sources desc, t.count_articles desc, t.speaker, t.other_speaker) as line
    from quoted_together_within($days::bigint, $zone::varchar, $until::date) as t
    where t.entity_id in (from meant) or t.other_entity_id in (from meant)
),
silent as (
    select
        5 as part, if(s.is_ended, 'silence ended', 'silent') as trend, s.figure as name,
        if(s.is_ended, s.ended_by, 'since ' || s.last_day_quoted::varchar) as about, s.count_days as count,
        coalesce(s.ended_day, s.last_day_quoted) as day, s.url, s.quote_id, s.char_start, s.char_end, s.event_id,
        row_number() over (order by s.ended_day desc nulls first) as line
    from silences(365, $zone::varchar, $until::date) as s
    join figures as f on f.figure_key = s.figure_key
    semi join meant as m on m.entity_id = f.entity_id
),
lines as (
    from speaker_days
    union all by name from by_outlet
    union all by name from by_event
    union all by name from together
    union all by name from silent
)
select
    trend, name, about, count, count_statements, share, null::double as expected, null::double as ratio,
    null::double as score, day, is_covered, url, quote_id, char_start, char_end, entity_id, event_id
from lines
where line <= $limit::bigint
order by part, line, day
