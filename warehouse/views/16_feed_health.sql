-- How feeds are, each against its own past. Premises: a feed is silent when it answers well and has had nothing new for
-- eight times its usual gap, and three days; or when its entries stop becoming articles with text: a fifth of the share
-- of before, over at least five entries of the last three days. What nobody can tell yet (no gap known, few entries) is
-- fine: a late word is better than a false one. Known exceptions: a yearly event's feed, an outlet's long holiday.
-- "Now" is the last moment at which any feed was asked: a copy that is read later tells of then.

-- One row per watched feed.
create or replace view feed_health as
with looked as (
    select max(last_polled_at) as now_at
    from feeds
    where is_active
),
settled as (
    select
        e.feed_id,
        count(*) filter (e.state in ('done', 'failed')) as count_settled,
        count(*) filter (e.state = 'done') as count_done,
        count(*) filter (e.state in ('done', 'failed') and e.first_seen_at > l.now_at - interval 3 days) as count_settled_late,
        count(*) filter (e.state = 'done' and e.first_seen_at > l.now_at - interval 3 days) as count_done_late,
        count(distinct e.article_id) filter (e.state = 'done' and not e.is_backlog) as count_articles
    from feed_entries as e
    cross join looked as l
    where e.first_seen_at > l.now_at - interval 28 days
    group by e.feed_id
),
measured as (
    select
        f.*, l.now_at, coalesce(s.count_settled, 0) as count_settled, coalesce(s.count_done, 0) as count_done,
        coalesce(s.count_settled_late, 0) as count_settled_late, coalesce(s.count_done_late, 0) as count_done_late,
        coalesce(s.count_articles, 0) / greatest(
            least(28.0, date_diff('minute', f.first_polled_at, l.now_at) / 1440.0), 1.0
        ) as articles_a_day
    from feeds as f
    cross join looked as l
    left join settled as s on s.feed_id = f.feed_id
    where f.is_active
),
told as (
    select
        m.*, twin.url as same_as_url,
        m.state = 'fine' and m.same_as is null and m.publishes_every_minutes is not null
        and date_diff('minute', m.last_new_at, m.last_success_at) > greatest(3 * 1440, 8 * m.publishes_every_minutes)
            as has_nothing_new,
        m.state = 'fine' and m.same_as is null and m.count_settled_late >= 5
        and m.count_settled - m.count_settled_late >= 10
        and 2 * (m.count_done - m.count_done_late) >= m.count_settled - m.count_settled_late
        and 5 * m.count_done_late * (m.count_settled - m.count_settled_late)
            < (m.count_done - m.count_done_late) * m.count_settled_late as yields_nothing
    from measured as m
    left join feeds as twin on twin.feed_id = m.same_as
)
select
    feed_id, coalesce(outlet_name, title, url) as name, outlet_name, title, url,
    case
        when state <> 'fine' then state
        when has_nothing_new or yields_nothing then 'silent'
        when is_slow and same_as is null then 'slow'
        else 'fine'
    end as state,
    case
        when state <> 'fine' then problem_kind
        when has_nothing_new then 'nothing new'
        when yields_nothing then 'no texts'
        when same_as is not null then 'same feed'
        when moved_to is not null then 'moved'
        when is_slow then 'slow'
        else problem_kind
    end as problem_kind,
    case
        when state <> 'fine' then problem_cause
        when has_nothing_new then 'it answers, and has had nothing new since '
            || strftime(timezone('UTC', last_new_at), '%Y-%m-%d') || '; its usual gap is ' || case
                when publishes_every_minutes < 120 then round(publishes_every_minutes)::integer || ' minutes'
                when publishes_every_minutes < 2880 then round(publishes_every_minutes / 60)::integer || ' hours'
                else round(publishes_every_minutes / 1440)::integer || ' days'
            end
        when yields_nothing then 'of its last ' || count_settled_late || ' entries ' || count_done_late
            || ' became articles with text, of the ' || (count_settled - count_settled_late) || ' before '
            || (count_done - count_done_late)
        when same_as is not null then 'the same feed as ' || same_as_url || ', and polled there'
        when moved_to is not null then 'it moved for good to ' || moved_to || ', and is polled there'
        when is_slow then 'its server takes ' || round(recent_seconds, 1) || ' seconds to answer, '
            || round(usual_seconds, 1) || ' are usual'
        else problem_cause
    end as cause,
    case
        when state <> 'fine' then problem_remedy
        when has_nothing_new then 'Open its site: it may have given up this feed for another one.'
        when yields_nothing then 'Open one of its pages in a browser: the site may have changed, or want a subscription.'
        when same_as is not null then 'Take one of the two off the list; what it brought stays.'
        when moved_to is not null then 'List the new address.'
        when is_slow then 'Nothing to do here, unless it goes on: the wait is the setting timeout_seconds.'
        else problem_remedy
    end as remedy,
    last_success_at, articles_a_day, case when count_settled > 0 then count_done / count_settled end as yield,
    publishes_every_minutes, next_poll_at, last_polled_at, last_new_at, count_failures, recent_seconds, usual_seconds,
    moved_to, same_as, same_as_url, told
from told;
comment on view feed_health is 'One row per watched feed, as of the last moment at which any was asked: its state (new, fine, slow, silent, unreachable, blocked, broken, gone) with cause and remedy, last success, new articles a day and yield (share of settled entries that became articles with text) of the last 28 days, how often it publishes, when it is asked next, where it moved to, and which other feed it is the same as.';
