-- Rises with every change of the registry: what was computed from an older one is no longer used.
create table network_revision (
    id       bigint primary key,
    revision bigint not null
);
insert into network_revision (id, revision) values (1, 1);
