-- What edits changed in what people said, between the given texts: as they are read now, and nothing else.
create or replace temp table given_edits as
select r.*
from (
    select unnest(from_json_strict((select $rows), '[{
        "change_id": "varchar", "article_id": "varchar", "from_version_id": "varchar", "to_version_id": "varchar",
        "change": "varchar", "before": "varchar", "after": "varchar", "quote_text": "varchar",
        "before_speaker": "varchar", "after_speaker": "varchar", "before_quote_id": "varchar",
        "after_quote_id": "varchar", "before_speaker_id": "varchar", "after_speaker_id": "varchar"
    }]')) as r
);

create or replace temp table read_pairs as
select r.from_version_id, r.to_version_id
from (
    select unnest(from_json_strict((select $pairs), '[{"from_version_id": "varchar", "to_version_id": "varchar"}]')) as r
);

-- Where the texts are read otherwise than before, what was found then is found no longer; but one row stays one row.
create or replace temp table same_edits as
select c.rowid as row_number, g.change_id
from article_changes as c
join given_edits as g
    on g.change_id = c.change_id
    and g.before is not distinct from c.before
    and g.after is not distinct from c.after
    and g.quote_text is not distinct from c.quote_text
    and g.before_speaker_id is not distinct from c.before_speaker_id
    and g.after_speaker_id is not distinct from c.after_speaker_id;

delete from article_changes
where change in ('quote added', 'quote removed', 'quote reworded', 'speaker changed')
and (from_version_id, to_version_id) in (select (from_version_id, to_version_id) from read_pairs)
and rowid not in (select row_number from same_edits);

insert into article_changes by name
select *, $now::timestamptz as detected_at
from given_edits
where change_id not in (select change_id from same_edits);

drop table given_edits;
drop table read_pairs;
drop table same_edits;
