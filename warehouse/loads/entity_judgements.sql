-- Judgements about entities, each once; one that comes again holds again, or is undone.
merge into entity_judgements as j
using (
    select r.*
    from (
        select unnest(from_json_strict($rows, '[{
            "judgement_id": "varchar", "judgement": "varchar", "entity_id": "varchar", "other_entity_id": "varchar",
            "alias": "varchar", "alias_key": "varchar", "article_id": "varchar", "judged_at": "timestamptz",
            "undone_at": "timestamptz", "note": "varchar"
        }]')) as r
    )
) as n
on n.judgement_id = j.judgement_id
when matched and (n.undone_at is null) <> (j.undone_at is null)
then update set
    undone_at = n.undone_at, judged_at = if(n.undone_at is null, n.judged_at, j.judged_at),
    note = coalesce(n.note, j.note)
when not matched then insert by name;
