-- One row per quote of the statements and entity that is credited with it, as the latest extraction of its text has it:
-- the statement, then the fields of Report. Texts count that were edited since: what was said in one was said.
with asked as (
    select a.statement_id, a.to_statement_id
    from (
        select unnest(
            from_json_strict($statements, '[{"statement_id": "varchar", "to_statement_id": "varchar"}]')
        ) as a
    )
),
told as (
    select q.*, a.to_statement_id
    from quotes as q
    join asked as a on a.statement_id = q.statement_id
),
readings as (
    select
        version_id, extractor_version, model, 
        if($is_read_again::boolean, max(extracted_at) over again, min(extracted_at) over again) as read_at
    from extractions
    where version_id in (select version_id from told)
    window again as (partition by version_id)
    qualify row_number() over (partition by version_id order by extracted_at desc, extractor_version desc, model) = 1
)
select
    t.to_statement_id, t.quote_id, t.article_id, s.entity_id, t.text, t.kind, t.char_start, t.char_end, s.mention,
    s.confidence, t.via, coalesce(c.story_id, t.article_id) as source_id,
    r.origin = 'seed' or not r.is_backlog and (
        r.published_at is null or epoch(g.read_at) - epoch(r.published_at) <= $known_after_days::double * 86400
    ) as is_news,
    g.read_at, t.seen_at, r.published_at, r.title, r.canonical_url, o.name
from told as t
join readings as g
    on g.version_id = t.version_id and g.extractor_version = t.extractor_version and g.model = t.model
join quote_speakers as s
    on s.quote_id = t.quote_id and s.extractor_version = t.extractor_version and s.model = t.model
join articles as r on r.article_id = t.article_id
left join outlets as o on o.outlet_id = r.outlet_id
left join story_copies as c on c.article_id = t.article_id
where s.entity_id in (select unnest(from_json_strict($entity_ids, '["varchar"]')))
order by t.to_statement_id, g.read_at, coalesce(r.published_at, t.seen_at), t.article_id, t.char_start, s.position
