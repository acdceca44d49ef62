-- Statuses of school libraries. Only added to: what holds on a day is computed from the changes. There is no change
-- without the document that made it; reference tells it in words, as it stands in the register.
create table status_change (
    id          text primary key,
    org_id      text not null references organisation (id),
    status      text not null,
    holds_from  text not null,
    holds_to    text,
    document_id text not null check (document_id <> ''),
    reference   text not null check (reference <> ''),
    created_at  bigint not null,
    unique (org_id, holds_from)
);
create index status_change_by_document on status_change (document_id);

-- Which municipal centre serves a school, from one day to another.
create table service_area (
    school_id  text not null references organisation (id),
    centre_id  text not null references organisation (id),
    valid_from text not null,
    valid_to   text not null,
    primary key (school_id, valid_from)
);
create index service_area_of_centre on service_area (centre_id);
