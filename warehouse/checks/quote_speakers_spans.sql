-- The words that name a speaker are those of their span in the text.
select s.quote_id, s.mention, substring(v.text, s.mention_start + 1, s.mention_end - s.mention_start) as found
from quote_speakers as s
join quotes as q
    on q.quote_id = s.quote_id and q.extractor_version = s.extractor_version and q.model = s.model
join article_versions as v on v.version_id = q.version_id
where s.mention_start is not null
and s.mention <> substring(v.text, s.mention_start + 1, s.mention_end - s.mention_start)
