-- A person is one row, whatever posts they hold and whether or not they have an account.
-- fold: the name as it is searched; sort_key: hexadecimal, so that every collation of PostgreSQL orders it as SQLite does.
create table person (
    id         text primary key,
    account_id text unique references account (id),
    surname    text not null,
    name       text not null,
    patronymic text not null,
    fold       text not null,
    sort_key   text not null,
    created_at bigint not null
);
create index person_by_name on person (sort_key, id);

-- What a person is at an organisation, from one day to another, both included. Unlimited sides are '0001-01-01' and
-- '9999-12-31'. What the organisation is called is noted as it was: this room knows no room beside it.
create table post (
    id              text primary key,
    person_id       text not null references person (id),
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    title           text not null,
    valid_from      text not null,
    valid_to        text not null,
    created_at      bigint not null
);
create index post_of_person on post (person_id, valid_from);
create index post_at_organisation on post (org_id, valid_to);
