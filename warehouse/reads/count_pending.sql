-- One row: how many texts wait to be enriched (see pending_texts.sql).
select count(*)
from article_versions as v
join articles as a on a.article_id = v.article_id
left join article_profiles as p on p.article_id = v.article_id
where v.version_id not in (select version_id from extractions)
or (a.current_version_id = v.version_id and p.version_id is distinct from v.version_id)
