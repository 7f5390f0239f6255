-- One row per address from which a watched feed came, where that is not the one that is listed: its redirects led there.
select distinct f.feed_id, r.final_url as url
from feeds as f
join fetches as r on r.feed_id = f.feed_id
where f.is_active and r.purpose = 'feed' and r.outcome in ('fetched', 'unchanged') and r.final_url <> f.url
order by f.feed_id, r.final_url
