-- Current is the latest extraction of an article's current text, and its mentions; every row has its extraction's number.
with latest as (
    select version_id, extractor_version, model
    from extractions
    qualify row_number() over (partition by version_id order by extracted_at desc, extractor_version desc, model) = 1
),
defined as (
    select e.*, a.article_id as owner_id, l.version_id is not null and a.current_version_id = e.version_id as should_be
    from extractions as e
    join article_versions as v on v.version_id = e.version_id
    join articles as a on a.article_id = v.article_id
    left join latest as l
        on l.version_id = e.version_id and l.extractor_version = e.extractor_version and l.model = e.model
)
select 'extraction' as thing, version_id, extraction_number
from defined
where is_current is distinct from should_be or article_id is distinct from owner_id or extraction_number is null
union all
select 'number', any_value(version_id), extraction_number
from extractions
group by extraction_number
having count(*) > 1
union all
select 'mention', m.mention_id, m.extraction_number
from mentions as m
join defined as e
    on e.version_id = m.version_id and e.extractor_version = m.extractor_version and e.model = m.model
where m.is_current is distinct from e.should_be or m.extraction_number is distinct from e.extraction_number
union all
select 'quote', q.quote_id, q.extraction_number
from quotes as q
join defined as e
    on e.version_id = q.version_id and e.extractor_version = q.extractor_version and e.model = q.model
where q.extraction_number is distinct from e.extraction_number
union all
select 'speaker', s.quote_id, s.extraction_number
from quote_speakers as s
join quotes as q
    on q.quote_id = s.quote_id and q.extractor_version = s.extractor_version and q.model = s.model
where s.extraction_number is distinct from q.extraction_number
