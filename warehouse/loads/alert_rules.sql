-- The listed rules, and only they, make alerts. What was on record before a rule was made, made otherwise, or taken up
-- again is known to it, unless it is asked to look back.
create or replace temp table listed as
select
    r.rule_id, r.figure_key, r.kind, r.conditions.silence_days, coalesce(r.conditions.is_first_on_event, false) as
    is_first_on_event, r.conditions.words, r.conditions.topic.name as topic,
    coalesce(r.conditions.topic.words, []) as topic_words, coalesce(r.conditions.topic.names, []) as topic_names,
    r.conditions.kinds, r.conditions.min_confidence, r.conditions.min_sources, r.timing.quiet, r.timing.digest,
    r.channels, coalesce(r.conditions.is_edits, false) as is_edits, coalesce(r.since, $now::timestamptz) as since,
    r.since is not null and r.is_looking_back as is_looking_back
from (
    select unnest(from_json_strict($rows, '[{
        "rule_id": "varchar", "figure_key": "varchar", "kind": "varchar",
        "conditions": {
            "silence_days": "double", "is_first_on_event": "boolean", "words": ["varchar"],
            "topic": {"name": "varchar", "words": ["varchar"], "names": ["varchar"]}, "kinds": ["varchar"],
            "min_confidence": "double", "min_sources": "integer", "is_edits": "boolean"
        },
        "timing": {"quiet": "varchar", "digest": "varchar"}, "channels": ["varchar"], "since": "timestamptz",
        "is_looking_back": "boolean"
    }]')) as r
)
qualify row_number() over (partition by r.rule_id) = 1;

update alert_rules
set is_active = false
where is_active and rule_id not in (select rule_id from listed);

update alert_rules
set
    since = if(l.is_looking_back or not alert_rules.is_active or alert_rules.kind <> l.kind, l.since,
        coalesce(alert_rules.since, alert_rules.made_at)),
    looked_back_at = if(
        l.is_looking_back and (not coalesce(alert_rules.is_looking_back, false) or l.since < alert_rules.since), null,
        alert_rules.looked_back_at
    ),
    is_looking_back = l.is_looking_back, is_active = true, kind = l.kind, silence_days = l.silence_days,
    is_first_on_event = l.is_first_on_event, words = l.words, topic = l.topic, topic_words = l.topic_words,
    topic_names = l.topic_names, kinds = l.kinds, min_confidence = l.min_confidence, min_sources = l.min_sources,
    quiet = l.quiet, digest = l.digest, channels = l.channels, is_edits = l.is_edits
from listed as l
where l.rule_id = alert_rules.rule_id
and (
    not alert_rules.is_active
    or row(
        alert_rules.kind, alert_rules.silence_days, alert_rules.is_first_on_event, alert_rules.words, alert_rules.topic,
        alert_rules.topic_words, alert_rules.topic_names, alert_rules.kinds, alert_rules.min_confidence,
        alert_rules.min_sources, alert_rules.quiet, alert_rules.digest, alert_rules.channels,
        alert_rules.is_looking_back, alert_rules.is_edits
    ) is distinct from row(
        l.kind, l.silence_days, l.is_first_on_event, l.words, l.topic, l.topic_words, l.topic_names, l.kinds,
        l.min_confidence, l.min_sources, l.quiet, l.digest, l.channels, l.is_looking_back, l.is_edits
    )
    or l.is_looking_back and l.since <> alert_rules.since
);

insert into alert_rules (
    rule_id, figure_key, kind, is_active, made_at, silence_days, is_first_on_event, words, topic, topic_words,
    topic_names, kinds, min_confidence, min_sources, quiet, digest, channels, since, is_looking_back, is_edits
)
select
    rule_id, figure_key, kind, true, $now::timestamptz, silence_days, is_first_on_event, words, topic, topic_words,
    topic_names, kinds, min_confidence, min_sources, quiet, digest, channels, since, is_looking_back, is_edits
from listed
where rule_id not in (select rule_id from alert_rules);

drop table listed;
