-- One row per view and macro, with its comment.
select 'view ' || view_name as name, comment from duckdb_views() where not internal
union all
select 'macro ' || function_name, any_value(comment)
from duckdb_functions()
where not internal
group by function_name
order by name
