-- What readers see of feeds: state, title, what is wrong.
update feeds
set
    state = r.state,
    title = coalesce(r.title, feeds.title)
from (
    select unnest(from_json_strict($rows, '[{"feed_id": "varchar", "state": "varchar", "title": "varchar"}]')) as r
)
where r.feed_id = feeds.feed_id
and (feeds.state <> r.state or (r.title is not null and feeds.title is distinct from r.title));
