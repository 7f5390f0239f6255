-- Every change of an article is between two of its own texts; a new title alone, or a page that is gone, has one.
select c.*
from article_changes as c
left join article_versions as f on f.version_id = c.from_version_id and f.article_id = c.article_id
left join article_versions as t on t.version_id = c.to_version_id and t.article_id = c.article_id
where f.version_id is null
or t.version_id is null
or (c.from_version_id = c.to_version_id and c.change not in ('page gone', 'title changed'))
or (c.from_version_id <> c.to_version_id and c.change = 'page gone')
