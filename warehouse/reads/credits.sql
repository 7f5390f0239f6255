-- One row per statement that is one of the given ones, or is credited to one of the given entities.
select
    s.statement_id, s.first_quote_id, s.first_article_id, coalesce(r.to_event_id, s.event_id) as event_id,
    s.speaker_ids, s.known_reason
from statements as s
left join event_redirects as r on r.event_id = s.event_id
where s.statement_id in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
or list_has_any(s.speaker_ids, from_json_strict($entity_ids, '["varchar"]'))
order by s.statement_id
