-- What readers see of feeds: state, title, what is wrong, where each is polled.
update feeds
set
    state = r.state,
    title = coalesce(r.title, feeds.title),
    moved_to = r.moved_to,
    same_as = r.same_as,
    is_slow = r.is_slow
from (
    select unnest(from_json_strict($rows, '[{
        "feed_id": "varchar", "state": "varchar", "title": "varchar", "moved_to": "varchar", "same_as": "varchar",
        "is_slow": "boolean"
    }]')) as r
)
where r.feed_id = feeds.feed_id
and (
    feeds.state <> r.state
    or (r.title is not null and feeds.title is distinct from r.title)
    or feeds.moved_to is distinct from r.moved_to
    or feeds.same_as is distinct from r.same_as
    or coalesce(feeds.is_slow, false) <> r.is_slow
);
