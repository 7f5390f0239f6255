-- A text waits to be read where it was never extracted, or is current while its article is compared by another text.
select v.version_id, v.is_read
from article_versions as v
join articles as a on a.article_id = v.article_id
left join article_profiles as p on p.article_id = v.article_id
where v.is_read is distinct from (
    v.version_id in (select version_id from extractions)
    and not (a.current_version_id = v.version_id and p.version_id is distinct from v.version_id)
)
