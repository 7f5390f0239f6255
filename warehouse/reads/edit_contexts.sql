-- One row per given quote: what an alert about its edit rests on, as the latest extraction of its text has it.
with asked as (
    select unnest(from_json_strict($quote_ids, '["varchar"]')) as quote_id
)
select
    q.quote_id, coalesce(r.to_statement_id, q.statement_id) as statement_id, q.kind, q.char_start, q.char_end, q.via,
    s.mention, coalesce(s.confidence, 0), a.title, a.canonical_url, o.name as outlet, a.published_at, e.event_id,
    v.title as event, t.first_seen_at,
    a.origin = 'seed' or not a.is_backlog and (
        a.published_at is null or epoch($now::timestamptz) - epoch(a.published_at) <= $known_after_days::double * 86400
    ) as is_news
from quotes as q
join extractions as x
    on x.version_id = q.version_id and x.extractor_version = q.extractor_version and x.model = q.model
join articles as a on a.article_id = q.article_id
left join statement_redirects as r on r.statement_id = q.statement_id
join statements as t on t.statement_id = coalesce(r.to_statement_id, q.statement_id)
left join quote_speakers as s
    on s.quote_id = q.quote_id and s.extraction_number = q.extraction_number and s.position = 0
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = a.article_id
left join event_ids as v on v.event_id = e.event_id
where q.quote_id in (select quote_id from asked)
qualify row_number() over (partition by q.quote_id order by x.extracted_at desc, q.extractor_version desc, q.model) = 1
order by q.quote_id
