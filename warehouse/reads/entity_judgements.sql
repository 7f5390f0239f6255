-- One row per judgement about entities, in the order of the fields of extractors.records.EntityJudgement.
select
    judgement_id, judgement, entity_id, other_entity_id, judged_at, alias, alias_key, article_id, undone_at, note
from entity_judgements
order by judged_at, judgement_id
