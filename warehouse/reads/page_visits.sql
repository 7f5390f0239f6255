-- One row per article that is to be visited again, by a feed that is watched; all, or those of the given ids.
-- $until: only those due by then; null: all.
select
    v.article_id, v.url, v.feed_id, v.host, a.first_seen_at,
    case when a.published_precision = 'second' then a.published_at end as published_at, v.count_visits,
    v.next_visit_at, v.etag, v.last_modified, v.body_sha256, v.last_changed_at, v.problem_kind
from page_visits as v
join articles as a on a.article_id = v.article_id
join feeds as f on f.feed_id = v.feed_id and f.is_active
where $until::timestamptz is null or v.next_visit_at <= $until::timestamptz
order by v.article_id
