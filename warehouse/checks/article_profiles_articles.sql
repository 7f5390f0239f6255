-- Every profile is of an article, and of one of its texts.
select p.article_id, p.version_id
from article_profiles as p
left join article_versions as v on v.version_id = p.version_id and v.article_id = p.article_id
where v.version_id is null
