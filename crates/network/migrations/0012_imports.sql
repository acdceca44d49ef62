-- Lists of organisations read from files, until somebody accepts them. draft: what was read and what was decided, JSON.
create table registry_import (
    id          text primary key,
    org_id      text not null,
    created_by  text not null,
    file_name   text not null,
    day         text not null,
    draft       text not null,
    version     bigint not null default 1,
    created_at  bigint not null,
    accepted_at bigint
);
create index registry_import_of on registry_import (org_id, created_at);
