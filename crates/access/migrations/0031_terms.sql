-- The days on which a membership gives its rights, both included; '0001-01-01' and '9999-12-31' are no limit. A deputy
-- begins and ends by these days alone: nobody has to remember it.
alter table membership add column valid_from text not null default '0001-01-01';
alter table membership add column valid_to text not null default '9999-12-31';
alter table membership add column deputy_of text references membership (id);
-- Why it was suspended or ended; whose doing it is stands in the journal.
alter table membership add column reason text not null default '';
create index membership_by_role on membership (role, municipality_id);
