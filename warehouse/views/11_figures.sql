-- One row per tracked figure and day of the window, whether or not it was quoted.
create or replace macro figure_calendar(days := 28, zone := 'UTC', until := null) as table
with quoted as (
    select
        n.entity_id, v.day as quoted_day, count(*) filter (v.is_first) as count_quotes,
        count(distinct v.statement_number) as count_statements, count(distinct v.outlet_number) as count_outlets,
        count(distinct v.source_number) as count_sources
    from said_dated_within(days, zone, until) as v
    join (
        select rowid as place, entity_id from entities where entity_id in (select entity_id from figures)
    ) as n on n.place = v.entity_number
    group by n.entity_id, quoted_day
)
select
    f.figure_key, f.name as figure, c.day, c.is_covered,
    case when c.is_covered then coalesce(q.count_quotes, 0) else q.count_quotes end as count_quotes,
    case when c.is_covered then coalesce(q.count_statements, 0) else q.count_statements end as count_statements,
    case when c.is_covered then coalesce(q.count_outlets, 0) else q.count_outlets end as count_outlets,
    case when c.is_covered then coalesce(q.count_sources, 0) else q.count_sources end as count_sources,
    c.count_feeds, c.count_feeds_read
from figures as f
cross join coverage_per_day(days, zone, until) as c
left join quoted as q on q.entity_id = f.entity_id and q.quoted_day = c.day
where f.is_active
order by c.day desc, f.figure_key;
comment on macro table figure_calendar is 'One row per tracked figure and day, the newest first, whether or not it was quoted: zero where nobody quoted it, null in a gap, where nobody looked. Example: from figure_calendar(28, ''Europe/Paris'') where figure_key = ''xi-jinping''';

-- One row per speaker who was quoted in the window and never before. The first quote is the first to be reported, a date
-- alone being the day's first moment; imports without a date have no place in the order and do not count.
create or replace macro first_quotes(days := 7, zone := 'UTC', until := null) as table
with recent as materialized (
    -- A filter by the day would be asked of every quote before the window is.
    select entity_number
    from said_dated_within(days, zone, until)
    group by entity_number
    having max(day) is not null
),
firsts as materialized (
    select entity_number, min(reported_at) as first_at
    from voice_numbers
    where reported_at is not null and entity_number in (select entity_number from recent)
    group by entity_number
),
-- Of those that were reported at the same moment the first by id, and in it the first to speak.
earliest as materialized (
    select v.place
    from voice_numbers as v
    join firsts as f on f.entity_number = v.entity_number and f.first_at = v.reported_at
),
chosen as materialized (
    select q.*, d.day
    from (
        select rowid as place, *
        from credited_quotes
        where rowid in (select place from earliest)
        qualify row_number() over (partition by entity_id order by quote_id, position) = 1
    ) as q
    join said_dated_within(days, zone, until) as d on d.place = q.place
)
select
    c.entity_id, c.speaker, c.speaker_type as type, f.figure_key, c.day, c.reported_at, c.published_precision, c.kind,
    c.text, c.outlet, c.article, c.url, c.char_start, c.char_end, c.event_id, c.statement_id, c.quote_id, c.article_id
from chosen as c
left join figures as f on f.entity_id = c.entity_id and f.is_active
order by c.reported_at desc, c.speaker, c.quote_id;
comment on macro table first_quotes is 'One row per speaker who was quoted in the window and never before in what is stored, the newest first: the first quote with its link and span. Imports without a date have no place in the order. Example: from first_quotes(7, ''Europe/Paris'') where type = ''PERSON'' limit 20';

-- One row per event and speaker who was quoted on it in the window, and not before on this event.
create or replace macro first_quotes_on_events(days := 7, zone := 'UTC', until := null) as table
with recent as materialized (
    select event_number, entity_number
    from said_dated_within(days, zone, until)
    where event_number is not null
    group by event_number, entity_number
    having max(day) is not null
),
firsts as materialized (
    select v.event_number, v.entity_number, min(v.reported_at) as first_at
    from voice_numbers as v
    semi join recent as r on r.event_number = v.event_number and r.entity_number = v.entity_number
    where v.reported_at is not null
    group by v.event_number, v.entity_number
),
earliest as materialized (
    select v.place
    from voice_numbers as v
    join firsts as f
        on f.event_number = v.event_number and f.entity_number = v.entity_number and f.first_at = v.reported_at
),
chosen as materialized (
    select q.*, d.day
    from (
        select rowid as place, *
        from credited_quotes
        where rowid in (select place from earliest)
        qualify row_number() over (partition by event_id, entity_id order by quote_id, position) = 1
    ) as q
    join said_dated_within(days, zone, until) as d on d.place = q.place
)
select
    c.event_id, c.event, c.entity_id, c.speaker, c.speaker_type as type, f.figure_key, c.day, c.reported_at,
    c.published_precision, c.kind, c.text, c.outlet, c.article, c.url, c.char_start, c.char_end, c.statement_id, c.quote_id,
    c.article_id
from chosen as c
left join figures as f on f.entity_id = c.entity_id and f.is_active
order by c.reported_at desc, c.event_id, c.speaker, c.quote_id;
comment on macro table first_quotes_on_events is 'One row per event and speaker who was quoted on it in the window and not before on this event, the newest first; columns as in first_quotes. Example: from first_quotes_on_events(7, ''Europe/Paris'') where figure_key is not null';

-- One row per silence of a tracked figure: two days on which it was quoted further apart than it is wont to be, or the
-- days since it was last quoted. Premises: what is usual is the median of its pauses, once it has five of them, else a
-- week; a silence is longer than so many times that, and three days at least. A pause over the edge of the window is not
-- seen. Days on which no feed was read are counted apart: of these nobody knows whether it was silent.
create or replace macro silences(days := 365, zone := 'UTC', until := null, times := 3) as table
with days_asked as materialized (from clocked_window(days, zone, until)),
heard as materialized (
    -- Few of all quotes are figures': only these are asked for their day.
    select f.figure_key, f.name as figure, s.quote_id, s.reported_at, s.published_precision
    from said_by as s
    join figures as f on f.entity_id = s.entity_id
    where f.is_active and s.reported_at is not null
),
dated as materialized (
    select
        h.figure_key, h.figure, h.quote_id, h.reported_at,
        day_clocked(h.reported_at, h.published_precision, zone, w.earliest_at, w.ahead_us) as quoted_day
    from heard as h
    cross join days_asked as w
),
quoted as (
    select figure_key, figure, quoted_day, min(reported_at) as first_at, max(reported_at) as last_at
    from dated
    where quoted_day >= (select first_day from days_asked) and quoted_day <= (select last_day from days_asked)
    group by figure_key, figure, quoted_day
),
pauses as (
    select
        figure_key, figure, quoted_day as last_day_quoted, last_at, lead(quoted_day) over later as ended_day,
        lead(first_at) over later as ended_at
    from quoted
    window later as (partition by figure_key order by quoted_day)
),
usual as (
    select figure_key, case when count(ended_day) >= 5 then median(ended_day - last_day_quoted) else 7 end as usual_days
    from pauses
    group by figure_key
),
long_pauses as (
    select p.*, coalesce(p.ended_day, w.last_day + 1) - p.last_day_quoted - 1 as count_days, u.usual_days
    from pauses as p
    join usual as u on u.figure_key = p.figure_key
    cross join days_asked as w
),
silent as materialized (
    select *
    from long_pauses
    where count_days + 1 > times * usual_days and count_days >= 3
),
ended as (
    -- Of quotes at the same moment the first by id ended it, the last by id was the last before it.
    select s.figure_key, s.last_day_quoted, min(d.quote_id) as ended_by_quote_id
    from silent as s
    join dated as d on d.figure_key = s.figure_key and d.reported_at = s.ended_at and d.quoted_day = s.ended_day
    group by s.figure_key, s.last_day_quoted
),
begun as (
    select s.figure_key, s.last_day_quoted, max(d.quote_id) as last_quote_id
    from silent as s
    join dated as d on d.figure_key = s.figure_key and d.reported_at = s.last_at and d.quoted_day = s.last_day_quoted
    group by s.figure_key, s.last_day_quoted
),
uncovered as (select day as uncovered_day from days_covered(days, zone, until) where not is_covered),
missed as (
    select s.figure_key, s.last_day_quoted, count(*) as count_days_uncovered
    from silent as s
    join uncovered as u
        on u.uncovered_day > s.last_day_quoted and (s.ended_day is null or u.uncovered_day < s.ended_day)
    group by s.figure_key, s.last_day_quoted
),
spoken as materialized (
    select quote_id, text, char_start, char_end, article_id
    from current_quotes
    where quote_id in (select ended_by_quote_id from ended)
)
select
    s.figure_key, s.figure, s.last_day_quoted, s.ended_day, s.ended_day is not null as is_ended, s.count_days,
    s.usual_days, coalesce(m.count_days_uncovered, 0) as count_days_uncovered, q.text as ended_by,
    o.name as outlet, a.title as article, a.canonical_url as url, q.char_start, q.char_end, e.event_id,
    q.article_id, n.ended_by_quote_id as quote_id, b.last_quote_id
from silent as s
left join ended as n on n.figure_key = s.figure_key and n.last_day_quoted = s.last_day_quoted
left join begun as b on b.figure_key = s.figure_key and b.last_day_quoted = s.last_day_quoted
left join missed as m on m.figure_key = s.figure_key and m.last_day_quoted = s.last_day_quoted
left join spoken as q on q.quote_id = n.ended_by_quote_id
left join (select article_id, title, canonical_url, outlet_id from articles where article_id in (select article_id from spoken))
    as a on a.article_id = q.article_id
left join outlets as o on o.outlet_id = a.outlet_id
left join (select article_id, event_id from event_articles where article_id in (select article_id from spoken))
    as e on e.article_id = q.article_id
order by s.ended_day desc nulls first, s.count_days desc, s.figure_key;
comment on macro table silences is 'One row per silence of a tracked figure, those that last first: the days it was not quoted (more than so many times what is usual for it), and the quote that ended it, with its link and span. count_days_uncovered of them are gaps: no feed was read. Example: from silences(365, ''Europe/Paris'', times := 2)';
