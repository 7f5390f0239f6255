-- What new articles may have in common with the newest ones that are stored.
select v.text, p.keys, p.bands, p.signature
from (select * from article_profiles order by happened_at desc, article_id limit 500) as p
join article_versions as v on v.version_id = p.version_id
order by p.happened_at desc, p.article_id
