-- Who took a «не выполнено» mark back, by the name that was borne then, as every other line of a history has it.
alter table not_carried_out add column revoker text;
