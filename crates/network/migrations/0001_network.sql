-- A municipality keeps its id while its name, kind and ОКТМО change by law.
create table municipality (
    id           text primary key,
    code         text not null unique,
    hex_col      bigint not null,
    hex_row      bigint not null,
    capital      text not null,
    population   bigint,
    oktmo        text not null,
    oktmo_status text not null,
    created_at   bigint not null
);

-- What it was called from one day to another, both included. Unlimited sides are '0001-01-01' and '9999-12-31':
-- a day is then compared with both ends in the same way on either engine.
-- sort_key is hexadecimal, so that every collation of PostgreSQL orders it as SQLite does.
create table municipality_name (
    municipality_id text not null references municipality (id),
    kind            text not null,
    full_name       text not null,
    short_name      text not null,
    genitive_name   text not null,
    map_label       text not null,
    basis           text not null,
    sort_key        text not null,
    valid_from      text not null,
    valid_to        text not null,
    primary key (municipality_id, valid_from)
);

-- From ministry to school. kind_order puts bodies before schools in every list. stands_for: for a group, the kinds
-- of organisation that it means, as a JSON list.
create table organisation (
    id              text primary key,
    code            text not null unique,
    kind            text not null,
    kind_order      bigint not null,
    municipality_id text references municipality (id),
    parent_id       text references organisation (id),
    is_demo         boolean not null,
    stands_for      text not null,
    created_at      bigint not null
);
create index organisation_in_municipality on organisation (municipality_id);
create index organisation_under_parent on organisation (parent_id);

-- An organisation is in the registry on the days on which it has a name.
-- fold: code and names as they are searched.
create table organisation_name (
    org_id        text not null references organisation (id),
    full_name     text not null,
    short_name    text not null,
    genitive_name text not null,
    fold          text not null,
    sort_key      text not null,
    valid_from    text not null,
    valid_to      text not null,
    primary key (org_id, valid_from)
);
