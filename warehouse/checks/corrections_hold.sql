-- A quote that a person corrected is credited as corrected, wherever its words stand in the text it was corrected in.
select c.correction_id, q.quote_id, s.name
from corrections as c
join quotes as q on q.quote_id = c.quote_id and q.version_id = c.version_id
join latest_extractions as l
    on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
left join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
where s.name is distinct from c.speaker
