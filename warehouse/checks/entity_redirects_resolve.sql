-- A judged entity leads in one step to an entity that is there; one that is merged is none any more.
select r.entity_id, r.alias_key, r.article_id, r.to_entity_id
from entity_redirects as r
left join entities as t on t.entity_id = r.to_entity_id
left join entities as e on e.entity_id = r.entity_id and r.alias_key is null and r.article_id is null
left join entity_judgements as j on j.judgement_id = r.judgement_id and j.undone_at is null
where t.entity_id is null or e.entity_id is not null or j.judgement_id is null
union all
select m.entity_id, null, null, null
from merged_entities as m
anti join entity_redirects as r on r.entity_id = m.entity_id and r.alias_key is null and r.article_id is null
