-- A publication time has a precision, and where there is none it says so.
select article_id, published_at, published_precision
from articles
where (published_at is null) <> (published_precision = 'none') or published_precision not in ('second', 'day', 'none')
