-- One row per active rule of an active figure, in the order in which warehouse/alerting.py takes it apart. A rule of an
-- older schema, which the file of figures was not held against since, is met by any statement.
select
    r.rule_id, f.figure_key, f.name, f.entity_id, r.kind, r.silence_days, coalesce(r.is_first_on_event, false),
    coalesce(r.words, []), r.topic, coalesce(r.topic_words, []), coalesce(r.topic_names, []), coalesce(r.kinds, []),
    coalesce(r.min_confidence, 0), coalesce(r.min_sources, 1), r.quiet, r.digest, coalesce(r.channels, []),
    coalesce(r.since, r.made_at) as since, coalesce(r.is_looking_back, false),
    coalesce(r.is_edits, false)
from alert_rules as r
join figures as f on f.figure_key = r.figure_key
where r.is_active and f.is_active
order by r.rule_id
