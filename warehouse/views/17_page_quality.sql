-- How well pages become articles, by outlet. A request counts, not an entry: a page that is asked for twice came twice.
-- Requests are forgotten after a while (the setting keep_runs_days), and what is asked of the time before is not there.

-- One row per page that came, and what became of it. Its outlet is its feed's.
create or replace view page_outcomes as
select
    f.fetch_id, f.feed_id, coalesce(d.outlet_name, d.title, d.url, regexp_extract(f.url, '^https?://([^/]+)', 1)) as outlet,
    f.url, f.problem_kind, f.problem_kind is null as has_text, f.started_at, f.raw_file, f.raw_record_id
from fetches as f
left join feeds as d on d.feed_id = f.feed_id
where f.purpose = 'page' and f.outcome = 'fetched';
comment on view page_outcomes is 'One row per page that came, and why it gave no text, where it gave none: a consent wall, a paywall teaser, a video caption, a live index, a link list, no text. Example: from page_outcomes where problem_kind = ''paywall teaser''';

-- One row per outlet of which pages or articles came within the days before an instant.
create or replace macro page_quality_within(days, until) as table
with bounds as (
    select
        until_at - to_days(days::integer) as since_at, until_at
    from (
        select coalesce(until::timestamptz, (select max(started_at) from fetches), (select max(first_seen_at) from articles))
            as until_at
    )
),
pages as (
    select
        p.outlet, count(*) as count_pages, count(*) filter (p.has_text) as count_with_text,
        count(*) filter (p.problem_kind = 'consent wall') as count_consent_walls,
        count(*) filter (p.problem_kind = 'paywall teaser') as count_paywall_teasers,
        count(*) filter (p.problem_kind = 'video caption') as count_video_captions,
        count(*) filter (p.problem_kind = 'live index') as count_live_indexes,
        count(*) filter (p.problem_kind = 'link list') as count_link_lists,
        count(*) filter (p.problem_kind = 'no text') as count_no_text
    from page_outcomes as p
    cross join bounds as b
    where p.started_at > b.since_at and p.started_at <= b.until_at
    group by p.outlet
),
texts as (
    select
        coalesce(d.outlet_name, d.title, d.url) as outlet, count(*) as count_articles,
        median(v.count_words) as median_words,
        count(*) filter (a.published_at is not null) / count(*) as share_dated,
        count(*) filter (a.byline is not null) / count(*) as share_bylined,
        count(*) filter (a.published_doubt is not null) as count_doubtful_dates,
        count(*) filter (v.is_left) as count_not_english
    from articles as a
    -- A text is not seen before its article is, but for a clock that was set back.
    join (
        select version_id, count_words, is_left
        from article_versions
        where seen_at > (select since_at - to_days(1) from bounds)
    ) as v on v.version_id = a.current_version_id
    join feeds as d on d.feed_id = a.feed_id
    cross join bounds as b
    where a.origin = 'feed' and a.first_seen_at > b.since_at and a.first_seen_at <= b.until_at
    group by outlet
)
select
    coalesce(p.outlet, t.outlet) as outlet,
    coalesce(p.count_pages, 0) as count_pages,
    coalesce(p.count_with_text, 0) as count_with_text,
    p.count_with_text / p.count_pages as share_with_text,
    coalesce(p.count_consent_walls, 0) as count_consent_walls,
    coalesce(p.count_paywall_teasers, 0) as count_paywall_teasers,
    coalesce(p.count_video_captions, 0) as count_video_captions,
    coalesce(p.count_live_indexes, 0) as count_live_indexes,
    coalesce(p.count_link_lists, 0) as count_link_lists,
    coalesce(p.count_no_text, 0) as count_no_text,
    coalesce(
        p.count_pages - p.count_with_text - p.count_consent_walls - p.count_paywall_teasers - p.count_video_captions
        - p.count_live_indexes - p.count_link_lists - p.count_no_text,
        0
    ) as count_other_problems,
    coalesce(t.count_articles, 0) as count_articles,
    t.median_words, t.share_dated, t.share_bylined,
    coalesce(t.count_doubtful_dates, 0) as count_doubtful_dates,
    coalesce(t.count_not_english, 0) as count_not_english
from pages as p
full join texts as t on t.outlet = p.outlet
order by count_pages desc, 1;
comment on macro table page_quality_within is 'One row per outlet of which pages or articles came within so many days before an instant (null: the newest request): how many pages gave text, why others did not, and of the articles first seen then the median of words, and the shares with a date and a byline. Example: from page_quality_within(30, null)';

-- One row per outlet: the last week.
create or replace view page_quality as
select * from page_quality_within(7, null);
comment on view page_quality is 'One row per outlet of which pages or articles came within the week before the newest request: page_quality_within(7, null). Example: from page_quality where share_with_text < 0.5';

-- One row per outlet and day on which pages came.
create or replace macro page_quality_per_day(days, zone) as table
select
    outlet, timezone(zone, started_at)::date as day, count(*) as count_pages,
    count(*) filter (has_text) as count_with_text, count(*) filter (has_text) / count(*) as share_with_text
from page_outcomes
where started_at > (select max(started_at) from fetches) - to_days(days::integer)
group by outlet, day
order by outlet, day;
comment on macro table page_quality_per_day is 'One row per outlet and day, in a zone, on which pages came: how many, and how many gave text. Example: from page_quality_per_day(30, ''Europe/Paris'')';
