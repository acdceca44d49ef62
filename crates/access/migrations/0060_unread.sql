-- How many reminders of an account have not been read. The room above that knows reminders keeps it true; it is noted here
-- because the header of every page shows it and a session is read in one statement.
alter table account add column unread bigint not null default 0;
