-- Who has the say. A share is one of all pairs of a statement and somebody who is known to have made it, so that the
-- shares of all speakers make 1; words nobody is named for are left out. Copies are folded twice over: a statement counts
-- once however many articles carry it, and a report is a statement in one independent source, all copies of a story
-- being one.

-- One row per speaker who was quoted in the window.
create or replace macro share_of_voice(days := 7, zone := 'UTC', until := null) as table
with voices as (
    select
        entity_number, count(distinct statement_number) as count_statements,
        count(distinct (statement_number, source_number)) as count_reports,
        count(*) filter (is_first) as count_quotes, count(distinct source_number) as count_sources,
        count(distinct outlet_number) as count_outlets
    from said_dated_within(days, zone, until)
    group by entity_number
),
totals as (select sum(count_statements) as count_statements, sum(count_reports) as count_reports from voices)
select
    n.entity_id, n.name as speaker, n.type, f.figure_key, v.count_statements,
    v.count_statements / t.count_statements as share_statements, v.count_reports,
    v.count_reports / t.count_reports as share_reports, v.count_quotes, v.count_sources, v.count_outlets
from voices as v
cross join totals as t
join entities as n on n.rowid = v.entity_number
left join figures as f on f.entity_id = n.entity_id and f.is_active
order by v.count_statements desc, v.count_sources desc, n.name, n.entity_id;
comment on macro table share_of_voice is 'One row per speaker who was quoted in the window: statements, and reports (a statement in one independent source), each with its share of all; shares sum to 1. Example: from share_of_voice(28, ''Europe/Paris'') where figure_key is not null';

-- One row per outlet and speaker whom it quoted in the window.
create or replace macro share_of_voice_by_outlet(days := 7, zone := 'UTC', until := null) as table
with voices as (
    select
        outlet_number, entity_number, count(distinct statement_number) as count_statements,
        count(distinct (statement_number, source_number)) as count_reports,
        count(*) filter (is_first) as count_quotes, count(distinct source_number) as count_sources
    from said_dated_within(days, zone, until)
    where outlet_number is not null
    group by outlet_number, entity_number
)
select
    o.outlet_id, o.name as outlet, n.entity_id, n.name as speaker, n.type, f.figure_key, v.count_statements,
    v.count_statements / sum(v.count_statements) over (partition by v.outlet_number) as share_statements,
    v.count_reports, v.count_reports / sum(v.count_reports) over (partition by v.outlet_number) as share_reports,
    v.count_quotes, v.count_sources
from voices as v
join outlets as o on o.rowid = v.outlet_number
join entities as n on n.rowid = v.entity_number
left join figures as f on f.entity_id = n.entity_id and f.is_active
order by o.name, o.outlet_id, v.count_statements desc, v.count_sources desc, n.name, n.entity_id;
comment on macro table share_of_voice_by_outlet is 'One row per outlet and speaker whom it quoted in the window, with the share of all that the outlet quoted; shares of an outlet sum to 1. Example: from share_of_voice_by_outlet(28, ''Europe/Paris'') where figure_key = ''xi-jinping'' order by share_statements desc';

-- One row per speaker who was quoted on the event, however long it lasts.
create or replace macro share_of_voice_by_event(event) as table
with voices as (
    select
        s.event_id, s.entity_id, any_value(s.speaker) as speaker, any_value(s.speaker_type) as speaker_type,
        count(distinct s.statement_id) as count_statements, count(distinct (s.statement_id, s.source_id)) as count_reports,
        count(distinct s.quote_id) as count_quotes, count(distinct s.source_id) as count_sources,
        count(distinct s.outlet_id) as count_outlets, min(s.reported_at) as first_quoted_at
    from said_by as s
    where s.event_id = coalesce((select r.to_event_id from event_redirects as r where r.event_id = event), event)
    group by s.event_id, s.entity_id
),
totals as (select sum(count_statements) as count_statements, sum(count_reports) as count_reports from voices)
select
    v.event_id, v.entity_id, v.speaker, v.speaker_type as type, f.figure_key, v.count_statements,
    v.count_statements / t.count_statements as share_statements, v.count_reports,
    v.count_reports / t.count_reports as share_reports, v.count_quotes, v.count_sources, v.count_outlets,
    v.first_quoted_at
from voices as v
cross join totals as t
left join figures as f on f.entity_id = v.entity_id and f.is_active
order by v.count_statements desc, v.count_sources desc, v.speaker, v.entity_id;
comment on macro table share_of_voice_by_event is 'One row per speaker who was quoted on one event, with the share of all that was said on it; shares sum to 1. Merged events resolve. Example: from share_of_voice_by_event(''e_0123456789abcdef'')';

-- One row per pair of speakers who are quoted in the same article of the window.
create or replace macro quoted_together_within(days := 7, zone := 'UTC', until := null) as table
with speakers as materialized (
    select distinct article_number, event_number, source_number, entity_number
    from said_dated_within(days, zone, until)
),
pairs as (
    select
        a.entity_number, b.entity_number as other_number, count(distinct a.article_number) as count_articles,
        count(distinct a.source_number) as count_sources, count(distinct a.event_number) as count_events
    from speakers as a
    join speakers as b on b.article_number = a.article_number and b.entity_number > a.entity_number
    group by a.entity_number, b.entity_number
),
-- The one whose id comes first is named first, as in quoted_together.
named as (
    select
        least(n.entity_id, o.entity_id) as entity_id,
        case when n.entity_id < o.entity_id then n.name else o.name end as speaker,
        greatest(n.entity_id, o.entity_id) as other_entity_id,
        case when n.entity_id < o.entity_id then o.name else n.name end as other_speaker,
        p.count_articles, p.count_sources, p.count_events
    from pairs as p
    join entities as n on n.rowid = p.entity_number
    join entities as o on o.rowid = p.other_number
)
from named
order by count_sources desc, count_articles desc, speaker, other_speaker;
comment on macro table quoted_together_within is 'One row per pair of speakers who are quoted in the same article of the window, those in the most independent sources first. Example: from quoted_together_within(28, ''Europe/Paris'') where ''Xi Jinping'' in (speaker, other_speaker)';
