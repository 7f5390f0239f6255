-- The words of a mention are those of its span in the text.
select m.mention_id, m.text, substring(v.text, m.char_start + 1, m.char_end - m.char_start) as found
from mentions as m
left join article_versions as v on v.version_id = m.version_id and v.article_id = m.article_id
where v.version_id is null or m.text <> substring(v.text, m.char_start + 1, m.char_end - m.char_start)
