-- What is kept in numbers is what they are now: of reports, and of quotes.
select 'report' as thing, place
from (
    (from numbered_reports except from reports_numbered)
    union all
    (from reports_numbered except from numbered_reports)
)
where is_counted()
union all
select 'voice', place
from (
    (from numbered_voices except from voices_numbered)
    union all
    (from voices_numbered except from numbered_voices)
)
where is_counted()
