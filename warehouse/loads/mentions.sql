-- The mentions of a version by one extractor and model are those of the batch: others go, missing ones come.
create or replace temp table found_mentions as
select
    r.mention_id, x.article_id, r.version_id, r.entity_id, r.mention.start as char_start, r.mention.end as char_end,
    r.mention.text, r.mention.type, r.mention.name, x.extractor_version, x.model,
    r.unjudged_id
from (
    select unnest(from_json_strict($rows, '[{
        "mention_id": "varchar", "version_id": "varchar", "entity_id": "varchar", "unjudged_id": "varchar",
        "mention": {
            "start": "integer", "end": "integer", "text": "varchar", "type": "varchar", "name": "varchar"
        }
    }]')) as r
)
join (
    select unnest(from_json_strict($extractions, '[{
        "version_id": "varchar", "article_id": "varchar", "extractor_version": "varchar", "model": "varchar"
    }]')) as x
) on x.version_id = r.version_id;

delete from mentions
where exists (
    select 1
    from (
        select unnest(from_json_strict($extractions, '[{
            "version_id": "varchar", "extractor_version": "varchar", "model": "varchar"
        }]')) as x
    )
    where x.version_id = mentions.version_id
    and x.extractor_version = mentions.extractor_version
    and x.model = mentions.model
)
and not exists (
    select 1 from found_mentions as f
    where f.mention_id = mentions.mention_id
    and f.extractor_version = mentions.extractor_version
    and f.model = mentions.model
    and f.entity_id is not distinct from mentions.entity_id
    and f.unjudged_id is not distinct from mentions.unjudged_id
    and f.text = mentions.text
    and f.type = mentions.type
    and f.name = mentions.name
);

insert into mentions by name
select * from found_mentions as f
where not exists (
    select 1 from mentions as m
    where m.mention_id = f.mention_id and m.extractor_version = f.extractor_version and m.model = f.model
);

drop table found_mentions;
