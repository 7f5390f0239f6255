-- A domain belongs to one outlet.
select domain, count(*) as count_rows
from outlets
where domain is not null
group by domain
having count(*) > 1
