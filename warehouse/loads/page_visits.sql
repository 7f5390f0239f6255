-- Pages to visit again as they are now; those without a next visit are visited no more.
create or replace temp table given_visits as
select distinct on (r.article_id) r.*
from (
    select unnest(from_json_strict((select $rows), '[{
        "article_id": "varchar", "address": "varchar", "feed_id": "varchar", "host": "varchar",
        "count_visits": "integer", "next_visit_at": "timestamptz", "etag": "varchar", "last_modified": "varchar",
        "body_sha256": "varchar", "last_changed_at": "timestamptz", "problem_kind": "varchar"
    }]')) as r
)
order by r.article_id, r.next_visit_at;

delete from page_visits
where article_id in (select article_id from given_visits);

insert into page_visits (
    article_id, url, feed_id, host, count_visits, next_visit_at, etag, last_modified, body_sha256, last_changed_at,
    problem_kind
)
select
    article_id, address, feed_id, host, count_visits, next_visit_at, etag, last_modified, body_sha256, last_changed_at,
    problem_kind
from given_visits
where next_visit_at is not null and article_id in (select article_id from articles);

drop table given_visits;
