-- One row per delivery that is due, in the order of the fields of extractors.records.DueDelivery.
-- Words, offsets, outlets and sources are the evidence's: what was found since makes another alert, or none.
-- A channel that is paused gets nothing; when its pause after an outage is over, all that waits for it is due.
-- Each table is asked for what is due alone: joined first, whole columns of all that is stored would be read.
with unsent as materialized (
    select * from deliveries where state in ('pending', 'failed')
),
decided as materialized (
    select * from alerts where alert_id in (select alert_id from unsent)
),
waiting as materialized (
    select d.alert_id, d.channel, d.count_attempts, coalesce(d.retried_at, a.due_at) as due_at
    from unsent as d
    join decided as a on a.alert_id = d.alert_id
    left join channel_states as c on c.channel = d.channel
    where a.due_at <= $now::timestamptz
    and (c.retry_at is null or c.retry_at <= $now::timestamptz)
    and (d.next_attempt_at is null or d.next_attempt_at <= $now::timestamptz or c.retry_at is not null)
    and d.channel in (select unnest(from_json_strict($channels, '["varchar"]')))
),
due as materialized (
    select * from decided where alert_id in (select alert_id from waiting)
),
spoken as (
    select quote_id, extractor_version, model, string_agg(name, ' and ' order by position) as speaker_name
    from quote_speakers
    where name is not null and quote_id in (select quote_id from due)
    group by all
)
select
    d.alert_id, d.channel, d.count_attempts, a.figure_key, f.name as figure_name,
    coalesce(a.evidence ->> 'words', q.text, st.text) as quote_text,
    coalesce(a.evidence ->> 'kind', q.kind, st.kind) as quote_kind, coalesce(s.speaker_name, f.name) as speaker_name,
    if(a.evidence is null, q.via, a.evidence ->> 'via') as via, ar.title, ar.canonical_url, o.name as outlet_name,
    ev.title as event_title, ar.published_at, st.first_seen_at, a.reason,
    coalesce((a.evidence ->> 'char_start')::integer, q.char_start, 0) as char_start,
    coalesce((a.evidence ->> 'char_end')::integer, q.char_end, 0) as char_end,
    a.statement_id, a.quote_id, a.article_id, coalesce(r.to_event_id, a.event_id) as event_id,
    a.kind, a.corrects_alert_id, d.due_at, a.digest, a.rule_id,
    coalesce(from_json(a.evidence -> 'outlets', '["varchar"]'), []) as outlets,
    (a.evidence ->> 'count_sources')::integer as count_sources,
    a.evidence ->> 'change' as change, a.evidence ->> 'before' as before, a.evidence ->> 'after' as after
from waiting as d
join due as a on a.alert_id = d.alert_id
join figures as f on f.figure_key = a.figure_key
join (
    select article_id, title, canonical_url, outlet_id, published_at
    from articles
    where article_id in (select article_id from due)
) as ar on ar.article_id = a.article_id
join (
    select statement_id, text, kind, first_seen_at
    from statements
    where statement_id in (select statement_id from due)
) as st on st.statement_id = a.statement_id
left join (
    select quote_id, text, kind, via, char_start, char_end, extractor_version, model
    from quotes
    where quote_id in (select quote_id from due)
) as q on q.quote_id = a.quote_id -- gone if a better extractor found otherwise: the alert is sent
left join spoken as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
left join outlets as o on o.outlet_id = ar.outlet_id
left join event_redirects as r on r.event_id = a.event_id
left join event_ids as ev on ev.event_id = coalesce(r.to_event_id, a.event_id)
qualify row_number() over (partition by d.alert_id, d.channel order by q.extractor_version desc, q.model) = 1
order by a.decided_at, d.alert_id, d.channel
