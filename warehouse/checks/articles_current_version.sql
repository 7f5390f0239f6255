-- Every article has a current text that is its own.
select a.article_id, a.current_version_id
from articles as a
left join article_versions as v on v.version_id = a.current_version_id and v.article_id = a.article_id
where v.version_id is null
