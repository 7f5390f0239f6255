-- One row per redirect of an entity.
select entity_id, alias_key, article_id, to_entity_id, judgement_id
from entity_redirects
order by entity_id, alias_key, article_id
