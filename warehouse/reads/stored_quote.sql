-- One row per quote of the id, as the latest extraction has it (one at most), in the order of the fields of StoredQuote.
with found as (
    select q.*
    from quotes as q
    join latest_extractions as l
        on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
    where q.version_id in (select version_id from quotes where quote_id = $quote_id::varchar)
),
meant as (
    from found where quote_id = $quote_id::varchar
)
select
    m.quote_id, m.article_id, m.version_id, coalesce(r.to_statement_id, m.statement_id) as statement_id, m.char_start,
    m.char_end, m.text,
    (select count(*) from found as f where folded(f.text) = folded(m.text) and f.char_start < m.char_start) as nth,
    coalesce((
        select list(coalesce(e.name, s.name) order by s.position)
        from quote_speakers as s
        left join entities as e on e.entity_id = s.entity_id
        where s.quote_id = m.quote_id and s.extractor_version = m.extractor_version and s.model = m.model
        and s.name is not null
    ), []) as speakers,
    (select list(f.quote_id order by f.char_start) from found as f where f.utterance = m.utterance) as quote_ids
from meant as m
left join statement_redirects as r on r.statement_id = m.statement_id
