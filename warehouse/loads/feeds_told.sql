-- What the user was told of feeds last.
update feeds
set told = r.told
from (select unnest(from_json_strict($rows, '[{"feed_id": "varchar", "told": "varchar"}]')) as r)
where r.feed_id = feeds.feed_id and feeds.told is distinct from r.told
