-- One row per address of the list that is known from an article or an entry.
with asked as (select unnest(from_json_strict($addresses, '["varchar"]')) as url)
select url from article_urls where url in (select url from asked)
union
select url from feed_entries where url in (select url from asked)
