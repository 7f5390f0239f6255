-- One row per name or spelling that quotes can be asked by, those most quoted first.
select a.alias as name, e.name as entity, e.type, e.entity_id, count(distinct s.statement_id) as count_statements
from entity_aliases as a
join entities as e on e.entity_id = a.entity_id
left join said_by as s on s.entity_id = a.entity_id
group by all
order by count_statements desc, name, entity_id
