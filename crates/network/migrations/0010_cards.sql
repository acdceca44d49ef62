-- What a card tells besides names. Empty: not known. One legal entity is one organisation.
alter table organisation add column inn text not null default '';
alter table organisation add column ogrn text not null default '';
alter table organisation add column phone text not null default '';
alter table organisation add column email text not null default '';
alter table organisation add column site text not null default '';
alter table organisation add column head text not null default '';
create unique index organisation_by_inn on organisation (inn) where inn <> '';

-- The act by which a name began; for the last day of an organisation that is no more, the act of its end.
alter table organisation_name add column basis text not null default '';
alter table organisation_name add column end_basis text not null default '';

-- Points are in millionths of a degree. A building that is no longer used keeps its row and gets its last day.
create table building (
    id          text primary key,
    org_id      text not null references organisation (id),
    title       text not null,
    address     text not null,
    lat_e6      bigint,
    lon_e6      bigint,
    has_library boolean not null,
    valid_from  text not null,
    valid_to    text not null,
    created_at  bigint not null
);
create index building_of_organisation on building (org_id);

-- How many pupils there were on a day.
create table organisation_size (
    org_id     text not null references organisation (id),
    counted_on text not null,
    pupils     bigint not null,
    primary key (org_id, counted_on)
);

-- Where an organisation lies and whom it answers to, from one day to another. The columns of the same names in
-- organisation hold what is in force today: scopes go by them.
create table organisation_seat (
    org_id          text not null references organisation (id),
    municipality_id text references municipality (id),
    parent_id       text references organisation (id),
    basis           text not null,
    valid_from      text not null,
    valid_to        text not null,
    primary key (org_id, valid_from)
);
insert into organisation_seat (org_id, municipality_id, parent_id, basis, valid_from, valid_to)
select id, municipality_id, parent_id, '', '0001-01-01', '9999-12-31' from organisation;

-- The code of a territory changes with its kind: it belongs to the name.
alter table municipality_name add column oktmo text not null default '';
alter table municipality_name add column oktmo_status text not null default 'unverified';
update municipality_name set oktmo = (select m.oktmo from municipality m where m.id = municipality_name.municipality_id),
    oktmo_status = (select m.oktmo_status from municipality m where m.id = municipality_name.municipality_id);
-- The act by which a municipality ended: merged into another one.
alter table municipality_name add column end_basis text not null default '';
alter table municipality drop column oktmo;
alter table municipality drop column oktmo_status;

-- What was changed on a card, when and by whom: for those who may change it. account_id is none for the program itself.
create table organisation_change (
    id         text primary key,
    org_id     text not null references organisation (id),
    changed_at bigint not null,
    account_id text,
    author     text not null,
    what       text not null
);
create index organisation_change_of on organisation_change (org_id, changed_at);
