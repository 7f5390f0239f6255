-- The versions of an article are numbered from one without a gap, and the article counts them.
select a.article_id, a.count_versions, count(v.version_id) as count_found, max(v.version_number) as highest
from articles as a
left join article_versions as v on v.article_id = a.article_id
group by a.article_id, a.count_versions
having
    count(v.version_id) <> a.count_versions
    or max(v.version_number) <> a.count_versions
    or count(distinct v.version_number) <> a.count_versions
