-- One row per name or spelling that quotes can be asked by, those most quoted first.
select a.alias as name, e.name as entity, e.type, e.entity_id, coalesce(s.count_statements, 0) as count_statements
from (select distinct entity_id, alias from entity_aliases) as a
join entities as e on e.entity_id = a.entity_id
left join speaker_totals as s on s.entity_id = a.entity_id
order by count_statements desc, name, a.entity_id
