-- One row per alert that Prefect has not been told, in the order of the fields of extractors.records.DueDelivery.
select
    a.alert_id, '' as channel, 0 as count_attempts, a.figure_key, f.name as figure_name,
    coalesce(a.evidence ->> 'words', q.text, st.text) as quote_text,
    coalesce(a.evidence ->> 'kind', q.kind, st.kind) as quote_kind, f.name as speaker_name,
    if(a.evidence is null, q.via, a.evidence ->> 'via') as via, ar.title, ar.canonical_url, o.name as outlet_name,
    ev.title as event_title, ar.published_at, st.first_seen_at, a.reason,
    coalesce((a.evidence ->> 'char_start')::integer, q.char_start, 0) as char_start,
    coalesce((a.evidence ->> 'char_end')::integer, q.char_end, 0) as char_end,
    a.statement_id, a.quote_id, a.article_id, coalesce(r.to_event_id, a.event_id) as event_id,
    a.kind, a.corrects_alert_id, a.due_at, a.digest, a.rule_id,
    coalesce(from_json(a.evidence -> 'outlets', '["varchar"]'), []) as outlets,
    (a.evidence ->> 'count_sources')::integer as count_sources,
    a.evidence ->> 'change' as change, a.evidence ->> 'before' as before, a.evidence ->> 'after' as after
from alerts as a
anti join alert_events as e on e.alert_id = a.alert_id
join figures as f on f.figure_key = a.figure_key
join articles as ar on ar.article_id = a.article_id
join statements as st on st.statement_id = a.statement_id
left join quotes as q on q.quote_id = a.quote_id
left join outlets as o on o.outlet_id = ar.outlet_id
left join event_redirects as r on r.event_id = a.event_id
left join event_ids as ev on ev.event_id = coalesce(r.to_event_id, a.event_id)
qualify row_number() over (partition by a.alert_id order by q.extractor_version desc, q.model) = 1
order by a.decided_at, a.alert_id
limit $limit::bigint
