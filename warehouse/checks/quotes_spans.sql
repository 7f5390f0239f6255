-- The words of a quote are those of its span in the text, and so is its cue.
select q.quote_id, q.text, substring(v.text, q.char_start + 1, q.char_end - q.char_start) as found, q.cue
from quotes as q
left join article_versions as v on v.version_id = q.version_id and v.article_id = q.article_id
where v.version_id is null
or q.char_end <= q.char_start
or q.text <> substring(v.text, q.char_start + 1, q.char_end - q.char_start)
or (q.cue_start is not null and lower(q.cue) <> lower(substring(v.text, q.cue_start + 1, q.cue_end - q.cue_start)))
