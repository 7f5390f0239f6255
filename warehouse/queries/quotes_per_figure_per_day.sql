-- One row per figure and day on which it was quoted, the newest first. $zone: whose days.
from quotes_per_figure_per_day($zone::varchar)
