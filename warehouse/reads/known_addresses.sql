-- One row per address of the list that is known from an article or an entry.
with asked as (select unnest(from_json_strict($addresses, '["varchar"]')) as url)
select url from asked
where url in (select u.url from article_urls as u) or url in (select e.url from feed_entries as e)
