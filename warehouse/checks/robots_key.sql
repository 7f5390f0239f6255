-- What a site's robots.txt says is one row, and a robots.txt that could not be had has no body.
select site, count(*) as count_rows
from robots
group by site
having count(*) > 1 or count(*) filter (problem_kind is not null and body is not null) > 0
