-- One row per alert, the newest first, with where its deliveries stand. $since: a time, or null for all;
-- $failed: only those that a channel did not take; $limit: rows.
with asked as materialized (
    -- Which alerts these are is told first: what is known of them is then read of these alone.
    select a.*, coalesce(d.to_event_id, a.event_id) as event_id_now
    from alerts as a
    left join event_redirects as d on d.event_id = a.event_id
    where ($since::timestamptz is null or a.decided_at >= $since::timestamptz)
    and (
        not $failed::boolean
        or a.alert_id in (select alert_id from deliveries where state in ('failed', 'given up'))
    )
    order by a.decided_at desc, a.alert_id
    limit $limit::bigint
),
sent as (
    select
        alert_id, list(channel || ': ' || state order by channel) as deliveries,
        bool_and(state = 'delivered') as is_delivered, max(error) as delivery_error
    from deliveries
    where alert_id in (select alert_id from asked)
    group by alert_id
),
spoken as materialized (
    select * from quotes where quote_id in (select quote_id from asked)
),
latest as (
    select version_id, extractor_version, model
    from extractions
    where version_id in (select version_id from spoken)
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
),
words as (
    select q.quote_id, q.text, q.kind, q.via, q.char_start, q.char_end, q.extractor_version, q.model
    from spoken as q
    join latest as l
        on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
),
told as materialized (
    select * from articles where article_id in (select article_id from asked)
),
credited as (
    select
        quote_id, extractor_version, model, entity_id, arg_min(mention, position) as mention,
        arg_min(confidence, position) as confidence, arg_min(reason, position) as reason
    from quote_speakers
    where quote_id in (select quote_id from asked)
    group by all
)
select
    a.decided_at, f.name as figure, w.text, w.kind, w.via, o.name as outlet, v.title as event, r.title as article,
    r.canonical_url as url, r.published_at, a.reason, coalesce(s.deliveries, []) as deliveries,
    coalesce(s.is_delivered, false) as is_delivered, s.delivery_error, w.char_start, w.char_end, a.figure_key,
    v.event_id, a.statement_id, a.quote_id, a.article_id, a.alert_id, a.kind as alert_kind,
    a.corrects_alert_id, p.mention as speaker_mention, p.confidence as speaker_confidence, p.reason as speaker_reason,
    a.due_at, a.digest, u.kind as rule, a.rule_id,
    from_json(a.evidence, '{
        "words": "varchar", "kind": "varchar", "char_start": "integer", "char_end": "integer", "speaker": "varchar",
        "speaker_mention": "varchar", "speaker_confidence": "double", "via": "varchar", "quote_id": "varchar",
        "article_id": "varchar", "article": "varchar", "link": "varchar", "published_at": "timestamptz",
        "event_id": "varchar", "event": "varchar", "first_seen_at": "timestamptz", "count_sources": "integer",
        "outlets": ["varchar"], "conditions": ["varchar"]
    }') as evidence
from asked as a
left join figures as f on f.figure_key = a.figure_key
left join alert_rules as u on u.rule_id = a.rule_id
left join words as w on w.quote_id = a.quote_id
left join credited as p
    on p.quote_id = w.quote_id and p.extractor_version = w.extractor_version and p.model = w.model
    and p.entity_id = f.entity_id
left join told as r on r.article_id = a.article_id
left join outlets as o on o.outlet_id = r.outlet_id
left join (
    from event_coverage where event_id in (select event_id_now from asked)
) as v on v.event_id = a.event_id_now
left join sent as s on s.alert_id = a.alert_id
order by a.decided_at desc, a.alert_id
