-- Corrections of quotes; one that comes again for the same quote replaces the one before.
merge into corrections as c
using (
    select r.*
    from (
        select unnest(from_json_strict($rows, '[{
            "correction_id": "varchar", "article_id": "varchar", "version_id": "varchar", "quote_id": "varchar",
            "char_start": "integer", "char_end": "integer", "text": "varchar", "entity_id": "varchar",
            "speaker": "varchar", "speaker_type": "varchar", "before": "varchar", "corrected_at": "timestamptz",
            "note": "varchar"
        }]')) as r
    )
) as n
on n.correction_id = c.correction_id
when matched and (n.speaker is distinct from c.speaker or n.entity_id is distinct from c.entity_id)
then update set
    entity_id = n.entity_id, speaker = n.speaker, speaker_type = n.speaker_type, corrected_at = n.corrected_at,
    note = n.note
when not matched then insert by name;
