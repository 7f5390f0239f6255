-- One row per word, pair of words, or name that two or more of the articles nearest in time have, and in how many of
-- them it is; the row without a word counts the articles. $most: how many articles are looked at.
with places as materialized (
    select rowid as place
    from article_profiles
    where happened_at between $earliest::timestamptz and $latest::timestamptz
    and article_id not in (select unnest(from_json_strict($article_ids, '["varchar"]')))
    order by
        abs(epoch(happened_at) - (epoch($earliest::timestamptz) + epoch($latest::timestamptz)) / 2), article_id
    limit $most::integer
),
nearest as (
    select terms, names from article_profiles where rowid in (select place from places)
),
occurring as (
    select unnest(terms).lemma as lemma, false as is_name from nearest
    union all
    select unnest(names).lemma, true from nearest
)
select lemma, is_name, count(*) as count_articles
from occurring
group by lemma, is_name
having count(*) > 1
union all
select null, false, count(*) from nearest
