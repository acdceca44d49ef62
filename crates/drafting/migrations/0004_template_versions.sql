-- The last version given to an organisation's template of a kind. The row is locked until the upload is on disk: of two
-- uploads at once the second waits and gets the next version.
create table office_template_counter (
    org_id text not null,
    kind   text not null,
    last   bigint not null,
    primary key (org_id, kind)
);
insert into office_template_counter (org_id, kind, last)
    select org_id, kind, max(version) from office_template group by org_id, kind;
