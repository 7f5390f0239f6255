-- Who has the say. A share is one of all pairs of a statement and somebody who is known to have made it, so that the
-- shares of all speakers make 1; words nobody is named for are left out. Copies are folded twice over: a statement counts
-- once however many articles carry it, and a report is a statement in one independent source, all copies of a story
-- being one.

-- One row per speaker who was quoted in the window.
create or replace macro share_of_voice(days := 7, zone := 'UTC', until := null) as table
with voices as (
    select
        entity_id, any_value(speaker) as speaker, any_value(speaker_type) as speaker_type,
        count(distinct statement_id) as count_statements, count(distinct (statement_id, source_id)) as count_reports,
        count(distinct quote_id) as count_quotes, count(distinct source_id) as count_sources,
        count(distinct outlet_id) as count_outlets
    from said_within(days, zone, until)
    group by entity_id
),
totals as (select sum(count_statements) as count_statements, sum(count_reports) as count_reports from voices)
select
    v.entity_id, v.speaker, v.speaker_type as type, f.figure_key, v.count_statements,
    v.count_statements / t.count_statements as share_statements, v.count_reports,
    v.count_reports / t.count_reports as share_reports, v.count_quotes, v.count_sources, v.count_outlets
from voices as v
cross join totals as t
left join figures as f on f.entity_id = v.entity_id and f.is_active
order by v.count_statements desc, v.count_sources desc, v.speaker, v.entity_id;
comment on macro table share_of_voice is 'One row per speaker who was quoted in the window: statements, and reports (a statement in one independent source), each with its share of all; shares sum to 1. Example: from share_of_voice(28, ''Europe/Paris'') where figure_key is not null';

-- One row per outlet and speaker whom it quoted in the window.
create or replace macro share_of_voice_by_outlet(days := 7, zone := 'UTC', until := null) as table
with voices as (
    select
        outlet_id, entity_id, any_value(speaker) as speaker, any_value(speaker_type) as speaker_type,
        count(distinct statement_id) as count_statements, count(distinct (statement_id, source_id)) as count_reports,
        count(distinct quote_id) as count_quotes, count(distinct source_id) as count_sources
    from said_within(days, zone, until)
    where outlet_id is not null
    group by outlet_id, entity_id
)
select
    v.outlet_id, o.name as outlet, v.entity_id, v.speaker, v.speaker_type as type, f.figure_key, v.count_statements,
    v.count_statements / sum(v.count_statements) over (partition by v.outlet_id) as share_statements, v.count_reports,
    v.count_reports / sum(v.count_reports) over (partition by v.outlet_id) as share_reports, v.count_quotes,
    v.count_sources
from voices as v
join outlets as o on o.outlet_id = v.outlet_id
left join figures as f on f.entity_id = v.entity_id and f.is_active
order by o.name, v.outlet_id, v.count_statements desc, v.count_sources desc, v.speaker, v.entity_id;
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
with speakers as (
    select distinct article_id, event_id, source_id, entity_id, speaker
    from said_within(days, zone, until)
)
select
    a.entity_id, any_value(a.speaker) as speaker, b.entity_id as other_entity_id, any_value(b.speaker) as other_speaker,
    count(distinct a.article_id) as count_articles, count(distinct a.source_id) as count_sources,
    count(distinct a.event_id) as count_events
from speakers as a
join speakers as b on b.article_id = a.article_id and b.entity_id > a.entity_id
group by a.entity_id, b.entity_id
order by count_sources desc, count_articles desc, speaker, other_speaker;
comment on macro table quoted_together_within is 'One row per pair of speakers who are quoted in the same article of the window, those in the most independent sources first. Example: from quoted_together_within(28, ''Europe/Paris'') where ''Xi Jinping'' in (speaker, other_speaker)';
