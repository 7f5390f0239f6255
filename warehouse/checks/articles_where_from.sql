-- Byline, outlet and language say where they are from in known words; what is not there is from nowhere.
select article_id, byline_from, outlet_from, language_from
from articles
where byline_from not in ('page', 'feed', 'text', 'none')
or outlet_from not in ('page', 'feed', 'address', 'import', 'none')
or language_from not in ('page', 'text', 'none')
or (byline_from <> 'none' and byline is null)
or (outlet_from <> 'none' and outlet_id is null)
or (language_from <> 'none' and language is null)
