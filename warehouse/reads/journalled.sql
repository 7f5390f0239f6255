-- One row: the last line of the journal that the warehouse holds.
select journalled from warehouse_state
