-- One row per other entity that is quoted and bears the name: its own holds all words of the one asked for, or is one of
-- them (Ann Dahl and Dahl, asked for either); those most quoted first. $name: a figure's key, a name or a spelling.
with asked as (
    select string_split(folded(coalesce((select name from figures where figure_key = lower($name::varchar)), $name::varchar)), ' ')
        as words
),
meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or is_called(alias, $name::varchar)
    union
    select entity_id from entities
    where is_called(name, $name::varchar) or entity_id = $name::varchar
),
-- Folding all names there are takes long: first those that have one of the words at all, and each once.
near as materialized (
    select e.entity_id, e.name, e.type, string_split(folded(e.name), ' ') as words
    from entities as e
    cross join asked as a
    where contains(lower(strip_accents(e.name)), a.words[1])
    or contains(lower(strip_accents(e.name)), a.words[2])
    or contains(lower(strip_accents(e.name)), a.words[3])
    or len(a.words) > 3
),
bearing as (
    select e.entity_id, e.name, e.type
    from near as e
    cross join asked as a
    where e.entity_id not in (select entity_id from meant)
    and (list_has_all(e.words, a.words) or list_has_all(a.words, e.words))
    and (
        e.type in (select t.type from entities as t where t.entity_id in (select entity_id from meant))
        or not exists (from meant)
    )
)
select b.name, b.type, b.entity_id, s.count_statements
from bearing as b
join speaker_totals as s on s.entity_id = b.entity_id
order by count_statements desc, b.name, b.entity_id
