-- One row: how often what people query has changed.
select generation from warehouse_state
