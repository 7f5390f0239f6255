-- Alert rules with conditions, quiet hours and digests; alerts that keep what they rest on; statements in the order in
-- which they came on record, by which what was said before one is known.

-- --- alerts ----------------------------------------------------------------------------------------------------------

alter table alerts add column digest varchar;
comment on column alerts.digest is 'null: a message of its own; else the digest that it is a part of, as in daily at 08:00 Europe/Paris: what is due on one channel in one digest is one message';

alter table alerts add column evidence json;
comment on column alerts.evidence is 'what it rests on, as it was when it was decided: words with offsets, speaker, via, article, link, event, outlets, how each condition is met';

update alerts
set evidence = e.evidence
from (
    with spoken as (
        select
            quote_id, extractor_version, model, arg_min(mention, position) as mention,
            arg_min(confidence, position) as confidence
        from quote_speakers
        group by all
    ),
    carried as (
        select q.statement_id, list(distinct o.name order by o.name) as outlets
        from quotes as q
        join articles as r on r.article_id = q.article_id
        join outlets as o on o.outlet_id = r.outlet_id
        where q.statement_id in (select statement_id from alerts)
        group by q.statement_id
    )
    select
        a.alert_id,
        to_json({
            'words': coalesce(q.text, s.text), 'kind': coalesce(q.kind, s.kind), 'char_start': q.char_start,
            'char_end': q.char_end, 'speaker': f.name, 'speaker_mention': p.mention,
            'speaker_confidence': p.confidence, 'via': q.via, 'quote_id': a.quote_id, 'article_id': a.article_id,
            'article': r.title, 'link': r.canonical_url, 'published_at': r.published_at, 'event_id': a.event_id,
            'event': v.title, 'first_seen_at': s.first_seen_at, 'count_sources': null,
            'outlets': coalesce(c.outlets, []), 'conditions': []::varchar[]
        }) as evidence
    from alerts as a
    join figures as f on f.figure_key = a.figure_key
    join statements as s on s.statement_id = a.statement_id
    join articles as r on r.article_id = a.article_id
    left join quotes as q on q.quote_id = a.quote_id
    left join spoken as p
        on p.quote_id = q.quote_id and p.extractor_version = q.extractor_version and p.model = q.model
    left join event_ids as v on v.event_id = a.event_id
    left join carried as c on c.statement_id = a.statement_id
    qualify row_number() over (partition by a.alert_id order by q.extractor_version desc, q.model) = 1
) as e
where e.alert_id = alerts.alert_id;

-- --- rules -----------------------------------------------------------------------------------------------------------

-- No defaults: DuckDB refuses a table with a key that gets several in one transaction. The next cycle fills them.
alter table alert_rules add column silence_days double;
alter table alert_rules add column is_first_on_event boolean;
alter table alert_rules add column words varchar[];
alter table alert_rules add column topic varchar;
alter table alert_rules add column topic_words varchar[];
alter table alert_rules add column topic_names varchar[];
alter table alert_rules add column kinds varchar[];
alter table alert_rules add column min_confidence double;
alter table alert_rules add column min_sources integer;
alter table alert_rules add column quiet varchar;
alter table alert_rules add column digest varchar;
alter table alert_rules add column channels varchar[];
alter table alert_rules add column since timestamptz;
alter table alert_rules add column is_looking_back boolean;
alter table alert_rules add column looked_back_at timestamptz;
comment on column alert_rules.kind is 'its conditions in words';
comment on column alert_rules.silence_days is 'the figure''s first statement in so many days; null: does not matter';
comment on column alert_rules.is_first_on_event is 'the figure''s first statement on its event';
comment on column alert_rules.words is 'one of these words or phrases is in the words quoted; empty: does not matter';
comment on column alert_rules.topic is 'what the article has to be about; null: does not matter';
comment on column alert_rules.topic_words is 'the article is about it where it has one of these';
comment on column alert_rules.topic_names is 'the article is about it where it names one of these, folded';
comment on column alert_rules.kinds is 'direct, indirect, mixed; empty: any';
comment on column alert_rules.min_confidence is 'of the speaker, from 0 to 1';
comment on column alert_rules.min_sources is 'independent sources: copies of one story count once';
comment on column alert_rules.quiet is 'when nothing is sent';
comment on column alert_rules.digest is 'when what was decided is sent together; null: at once, each by itself';
comment on column alert_rules.channels is 'names of channels; empty: all';
comment on column alert_rules.since is 'what was on record before is known to it; null: before it was made';
comment on column alert_rules.is_looking_back is 'the user asked for what was said from `since` on, even where it is old';
comment on column alert_rules.looked_back_at is 'when that was done; null: not yet, or not asked for';

-- --- statements ------------------------------------------------------------------------------------------------------

alter table statements add column record_number bigint;
comment on column statements.record_number is 'in which order they came on record; null for those that no batch of news has come after yet';
update statements
set record_number = n.record_number
from (
    select statement_id, row_number() over (order by first_seen_at, reported_from, statement_id) as record_number
    from statements
) as n
where n.statement_id = statements.statement_id;
