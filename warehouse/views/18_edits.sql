-- One row per change that an edit made in what people said: a quote added, removed or reworded, or another speaker.
create or replace view quote_edits as
select
    c.detected_at, c.change, coalesce(c.before_speaker, c.after_speaker) as speaker,
    case when c.change = 'speaker changed' then c.quote_text else c.before end as words_before,
    case when c.change = 'speaker changed' then c.quote_text else c.after end as words_after,
    c.before_speaker as speaker_before, c.after_speaker as speaker_after, o.name as outlet, a.title as article,
    a.canonical_url as url, a.published_at, a.published_precision,
    date_diff(
        'minute',
        case when a.published_precision = 'second' then least(a.published_at, a.first_seen_at) else a.first_seen_at end,
        c.detected_at
    ) as minutes_after,
    c.before_speaker_id as speaker_id_before, c.after_speaker_id as speaker_id_after, c.before_quote_id as quote_id_before,
    c.after_quote_id as quote_id_after, c.article_id, c.from_version_id, c.to_version_id, c.change_id
from article_changes as c
join articles as a on a.article_id = c.article_id
left join outlets as o on o.outlet_id = a.outlet_id
where c.change in ('quote added', 'quote removed', 'quote reworded', 'speaker changed');
comment on view quote_edits is 'One row per change that an edit made in what people said, with both wordings and both speakers; minutes_after is counted from the publication, or from when the article was first seen. Example: from quote_edits where change = ''quote reworded'' order by detected_at desc';
