-- The last running number given in a journal: kind, organisation and year of the date. The row is locked until the
-- registration is on disk or is taken back, so that no number is missing and none is given twice.
create table document_counter (
    org_id text not null,
    kind   text not null,
    year   bigint not null,
    last   bigint not null,
    primary key (org_id, kind, year)
);
