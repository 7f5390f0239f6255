-- A synthetic warehouse of $articles articles over $days days up to the first of January 2026: five mentions and 1.5 quotes
-- each, skewed in time (the last days bring twice as many as the average one, noon nine times as many as midnight) and
-- in names (a few are named and quoted again and again, most once), a tenth of the articles copies, events of a few to
-- some dozens of articles, profiles as large as those of real articles. Deterministic; every span is exact, so that all
-- checks pass.
-- A million articles are more than the memory that a writer has.
set memory_limit = '4GB';
set enable_progress_bar = false;

create or replace macro share(number, salt) as (hash(number, salt) % 1000003)::double / 1000003;
create or replace macro skewed(number, salt, most) as floor(pow(most, share(number, salt)))::bigint - 1;
create or replace macro key_of(number, salt) as hash(floor(60000 * pow(share(number, salt), 2)));

create or replace temp table made as
select
    *,
    printf('a_%016x', number) as article_id,
    printf('v_%016x', number) as version_id,
    timestamptz '2026-01-01 00:00:00+00' - to_days($days::integer)
    + to_seconds(floor(elapsed - 11000 * sin(2 * pi() * elapsed / 86400))) as told_at
from (
    select
        i as number,
        -- two of ten articles of every other block of ten are copies of the block's first one
        if(i % 20 in (7, 8), i - i % 20, i) as told,
        skewed(i, 'outlet', 120) as outlet,
        i // 600 * 100 + skewed(i, 'event', 100) as event,
        86400.0 * $days::double * sqrt(i / $articles::double) as elapsed
    from range($articles::bigint) as numbers(i)
);

create or replace temp table segments as
select
    *, if(words is null, name || ' was there. ', name || ' said: “' || words || '.” ') as segment
from (
    select
        m.number, m.told, m.article_id, m.version_id, m.told_at, m.event, k as place,
        skewed(m.told * 8 + k, 'name', greatest($articles::bigint // 2, 20)) as entity,
        'Person ' || skewed(m.told * 8 + k, 'name', greatest($articles::bigint // 2, 20)) || ' Doe' as name,
        if(
            k = 0 or (k = 1 and m.told % 2 = 0),
            'We will open gate ' || m.told * 8 + k || ' before the summer is over', null
        ) as words
    from made as m
    cross join range(5) as places(k)
);

create or replace temp table said_by_place as
select
    number,
    first(segment) filter (place = 0) as s0, first(segment) filter (place = 1) as s1,
    first(segment) filter (place = 2) as s2, first(segment) filter (place = 3) as s3,
    first(segment) filter (place = 4) as s4
from segments
group by number;

create or replace temp table placed as
select
    s.*,
    case s.place
        when 0 then 0
        when 1 then length(t.s0)
        when 2 then length(t.s0) + length(t.s1)
        when 3 then length(t.s0) + length(t.s1) + length(t.s2)
        else length(t.s0) + length(t.s1) + length(t.s2) + length(t.s3)
    end::integer as starts
from segments as s
join said_by_place as t on t.number = s.number;

insert into outlets (outlet_id, name, domain, first_seen_at)
select printf('o_%016x', i), 'Outlet ' || i, 'outlet' || i || '.example', timestamptz '2026-01-01 00:00:00+00' - to_days($days::integer)
from range(120) as numbers(i);

insert into feeds (feed_id, url, title, outlet_name, state, is_active, added_at, count_failures)
select
    printf('f_%016x', i), 'https://outlet' || i || '.example/feed', 'Outlet ' || i, 'Outlet ' || i, 'fine', true,
    timestamptz '2026-01-01 00:00:00+00' - to_days($days::integer), 0
from range(120) as numbers(i);

insert into articles (
    article_id, origin, canonical_url, outlet_id, feed_id, title, title_from, language, published_at,
    published_precision, published_from, first_seen_at, is_backlog, current_version_id, count_versions
)
select
    article_id, 'feed', 'https://outlet' || outlet || '.example/' || number, printf('o_%016x', outlet),
    printf('f_%016x', outlet), 'Story ' || told, 'page', 'en', told_at, 'second', 'feed', told_at + to_minutes(5), false,
    version_id, 1
from made;

insert into article_urls (url, article_id, relation, first_seen_at)
select 'https://outlet' || outlet || '.example/' || number, article_id, 'canonical', told_at + to_minutes(5) from made;

insert into article_versions (
    version_id, article_id, version_number, title, text, text_sha256, count_words, seen_at, is_read
)
select
    m.version_id, m.article_id, 1, 'Story ' || m.told, concat(t.s0, t.s1, t.s2, t.s3, t.s4) || repeat(md5(m.told::varchar) || ' ', 60),
    sha256(m.told::varchar), 100, m.told_at + to_minutes(5), true
from made as m
join said_by_place as t on t.number = m.number
order by m.number;

insert into extractions (
    version_id, extractor_version, model, extracted_at, count_mentions, count_quotes, extraction_number, article_id,
    is_current
)
select version_id, '1', 'synthetic', told_at + to_minutes(6), 5, if(told % 2 = 0, 2, 1), number + 1, article_id, true
from made
order by number;

-- An article has half of its keys from its event, all of them common words as well as rare ones.
insert into article_profiles (
    article_id, version_id, lead, terms, names, signature, bands, keys, count_words, happened_at, seen_at, is_dated
)
select
    article_id, version_id, 'Story ' || told || repeat(' ' || md5(told::varchar), 10),
    list_transform(range(120), lambda k: {'lemma': 'word' || hash(told, 'term', k) % 20000, 'count': 1}),
    list_transform(range(6), lambda k: {'lemma': 'person ' || hash(told, 'name', k) % 5000, 'count': 1}),
    list_transform(range(64), lambda k: hash(told, k) % 4294967296),
    list_transform(range(52), lambda k: hash(told, 'band', k)),
    list_transform(range(64), lambda k: key_of(if(k < 32, told, event), if(k < 32, 'own', 'shared') || k)),
    400, told_at, told_at + to_minutes(5), true
from made;

insert into story_copies (article_id, story_id, original_id, similarity, reason, agency, decided_at)
select
    m.article_id, printf('s_%016x', m.told), printf('a_%016x', m.told), 1.0, 'the same words', null,
    m.told_at + to_minutes(6)
from made as m
where m.told in (select told from made group by told having count(*) > 1);

insert into event_ids (event_id, made_at, first_article_id)
select
    printf('e_%016x', event), min(told_at), arg_min(article_id, number)
from made
group by event
order by min(number);

insert into event_articles (article_id, event_id, score, rule, reason, assigned_at)
select article_id, printf('e_%016x', event), 0.8, 'synthetic', 'made so', told_at + to_minutes(6) from made;

insert into entities (entity_id, name, type, wikidata_id, first_seen_at, first_article_id)
select printf('n_%016x', entity), any_value(name), 'PERSON', null, min(told_at) + to_minutes(5), arg_min(article_id, number)
from segments
group by entity
order by min(number), entity;

insert into entity_aliases (entity_id, alias, alias_key, reason, first_seen_at)
select entity_id, name, folded(name), 'a name', first_seen_at from entities;

insert into mentions (
    mention_id, article_id, version_id, entity_id, char_start, char_end, text, type, name, extractor_version, model,
    extraction_number, is_current
)
select
    printf('m_%016x', number * 8 + place), article_id, version_id, printf('n_%016x', entity), starts,
    starts + length(name), name, 'PERSON', name, '1', 'synthetic', number + 1, true
from placed
order by number, place;

insert into quotes (
    quote_id, article_id, version_id, statement_id, kind, utterance, char_start, char_end, text, cue, cue_start,
    cue_end, via, via_kind, confidence, reason, seen_at, extractor_version, model, extraction_number
)
select
    printf('q_%016x', number * 8 + place), article_id, version_id, printf('st_%016x', told * 8 + place), 'direct', place,
    starts + length(name) + 8, starts + length(name) + 8 + length(words), words, 'said', starts + length(name) + 1,
    starts + length(name) + 5, null, null, 0.9, 'synthetic', told_at + to_minutes(5), '1', 'synthetic',
    number + 1
from placed
where words is not null
order by number, place;

insert into quote_speakers (
    quote_id, position, entity_id, name, mention, mention_start, mention_end, confidence, reason, extractor_version,
    model, extraction_number
)
select
    printf('q_%016x', number * 8 + place), 0, printf('n_%016x', entity), name, name, starts, starts + length(name), 0.9,
    'synthetic', '1', 'synthetic', number + 1
from placed
where words is not null
order by number, place;

insert into statements (
    statement_id, first_quote_id, first_article_id, text, kind, speaker_ids, event_id, first_seen_at, said_at,
    known_reason, reported_from, reported_until, keys
)
select
    printf('st_%016x', told * 8 + place), printf('q_%016x', told * 8 + place), printf('a_%016x', told), words, 'direct',
    [printf('n_%016x', entity)], printf('e_%016x', event), told_at + to_minutes(5), told_at, null,
    told_at, told_at, list_transform(range(8), lambda k: hash(told, place, k))
from placed
where words is not null and number = told
order by number, place;

insert into credited_quotes by name
select
    printf('q_%016x', p.number * 8 + p.place) as quote_id, 0 as position, printf('n_%016x', p.entity) as entity_id,
    p.name as speaker, 'PERSON' as speaker_type, p.name, p.name as mention, p.starts as mention_start,
    p.starts + length(p.name) as mention_end, 0.9 as speaker_confidence, 'synthetic' as speaker_reason,
    printf('st_%016x', p.told * 8 + p.place) as statement_id, t.told_at + to_minutes(5) as first_seen_at,
    'direct' as kind, p.place as utterance, p.starts + length(p.name) + 8 as char_start,
    p.starts + length(p.name) + 8 + length(p.words) as char_end, p.words as text, 'said' as cue,
    p.starts + length(p.name) + 1 as cue_start, p.starts + length(p.name) + 5 as cue_end, 0.9 as confidence,
    'synthetic' as reason, p.told_at + to_minutes(5) as seen_at, '1' as extractor_version, 'synthetic' as model,
    p.number + 1 as extraction_number, p.article_id, p.version_id, 'Story ' || p.told as article,
    'https://outlet' || m.outlet || '.example/' || p.number as url, printf('o_%016x', m.outlet) as outlet_id,
    'Outlet ' || m.outlet as outlet, 'outlet' || m.outlet || '.example' as outlet_domain, p.told_at as published_at,
    'second' as published_precision, p.told_at as reported_at, printf('e_%016x', p.event) as event_id,
    i.title as event, c.story_id
from placed as p
join made as m on m.number = p.number
join made as t on t.number = p.told
left join event_ids as i on i.event_id = printf('e_%016x', p.event)
left join story_copies as c on c.article_id = p.article_id
where p.words is not null
order by p.number, p.place;

insert into figures (figure_key, entity_id, name, type, aliases, wikidata_id, is_active, tracked_since)
select
    'person-' || i, printf('n_%016x', i), 'Person ' || i || ' Doe', 'PERSON', [], null, true,
    timestamptz '2026-01-01 00:00:00+00' - to_days($days::integer)
from range(8) as numbers(i);

insert into alert_rules (rule_id, figure_key, kind, is_active, made_at)
select
    'r_' || i, 'person-' || i, 'any statement', true,
    timestamptz '2026-01-01 00:00:00+00' - to_days($days::integer)
from range(8) as numbers(i);

insert into alerts (
    alert_id, rule_id, figure_key, statement_id, quote_id, article_id, event_id, decided_at, due_at, reason
)
select
    'al_' || s.statement_id, 'r_' || substring(f.figure_key, 8), f.figure_key, s.statement_id, s.first_quote_id,
    s.first_article_id, s.event_id, s.first_seen_at + to_minutes(1), s.first_seen_at + to_minutes(1), 'new'
from statements as s
join figures as f on f.entity_id = s.speaker_ids[1];

insert into deliveries (
    alert_id, channel, state, count_attempts, last_attempt_at, next_attempt_at, delivered_at, error
)
select alert_id, c.channel, 'delivered', 1, due_at, null, due_at, null
from alerts
cross join (select unnest(['terminal', 'file']) as channel) as c;

insert into feed_entries (
    entry_id, feed_id, url, entry, state, article_id, is_backlog, first_seen_at, count_attempts
)
select
    printf('y_%016x', number), printf('f_%016x', outlet), 'https://outlet' || outlet || '.example/' || number, '{}',
    'done', article_id, false, told_at, 1
from made;

insert into runs (run_id, flow, state, started_at, ended_at)
select
    'run_' || i, 'monitor', 'completed', timestamptz '2026-01-01 00:00:00+00' - to_minutes(15 * (1000 - i)),
    timestamptz '2026-01-01 00:01:00+00' - to_minutes(15 * (1000 - i))
from range(1000) as numbers(i);

drop table made;
drop table segments;
drop table said_by_place;
drop table placed;
drop macro share;
drop macro skewed;
drop macro key_of;
