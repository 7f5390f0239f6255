-- Notices, once each, to every channel but the one that they are about.
insert into notices (notice_id, kind, about, title, body, made_at)
select r.notice_id, r.kind, r.about, r.title, r.body, r.made_at
from (
    select unnest(from_json_strict($rows, '[{
        "notice_id": "varchar", "kind": "varchar", "about": "varchar", "title": "varchar", "body": "varchar",
        "made_at": "timestamptz"
    }]')) as r
)
where r.notice_id not in (select notice_id from notices);

insert into notice_deliveries (notice_id, channel, state, count_attempts, next_attempt_at)
select n.notice_id, c.channel, 'pending', 0, n.made_at
from notices as n
cross join (select distinct unnest(from_json_strict($channels, '["varchar"]')) as channel) as c
where n.notice_id in (select unnest(from_json_strict($rows, '[{"notice_id": "varchar"}]')).notice_id)
and n.about is distinct from c.channel
and n.notice_id not in (select notice_id from notice_deliveries);
