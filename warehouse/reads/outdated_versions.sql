-- One row per current text whose latest extraction is not by the given extractor and model, the newest article first.
select a.current_version_id
from articles as a
join latest_extractions as l on l.version_id = a.current_version_id
where (l.extractor_version <> $extractor_version or l.model <> $model)
and ($since::timestamptz is null or coalesce(a.published_at, a.first_seen_at) >= $since::timestamptz)
order by coalesce(a.published_at, a.first_seen_at) desc, a.article_id
