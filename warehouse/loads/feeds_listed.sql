-- The listed feeds, and only they, are watched. A title once learnt stays; outlet and zone are as listed.
create or replace temp table listed as
select r.feed_id, r.address, r.title, r.outlet_name, r.time_zone, r.state
from (
    select unnest(from_json_strict($rows, '[{
        "feed_id": "varchar", "address": "varchar", "title": "varchar", "outlet_name": "varchar",
        "time_zone": "varchar", "state": "varchar"
    }]')) as r
);

update feeds
set is_active = false
where is_active and feed_id not in (select feed_id from listed);

update feeds
set
    url = listed.address,
    title = coalesce(feeds.title, listed.title),
    outlet_name = coalesce(listed.outlet_name, feeds.outlet_name),
    time_zone = coalesce(listed.time_zone, feeds.time_zone),
    is_active = true
from listed
where listed.feed_id = feeds.feed_id
and (
    not feeds.is_active
    or feeds.url <> listed.address
    or (feeds.title is null and listed.title is not null)
    or (listed.outlet_name is not null and feeds.outlet_name is distinct from listed.outlet_name)
    or (listed.time_zone is not null and feeds.time_zone is distinct from listed.time_zone)
);

insert into feeds (feed_id, url, title, outlet_name, time_zone, state, is_active, added_at, count_failures)
select feed_id, address, title, outlet_name, time_zone, state, true, $now::timestamptz, 0
from listed
where feed_id not in (select feed_id from feeds)
qualify row_number() over (partition by feed_id) = 1;

drop table listed;
