-- The text of a document's file as plain words, for the search.
create table document_text (
    document_id text primary key references document (id),
    body        text not null
);

-- Rises with every change of the register; a document notes at which revision it was changed last, and the search
-- index takes what has changed since it was fed.
create table documents_revision (
    id       bigint primary key,
    revision bigint not null
);
alter table document add column revision bigint not null default 0;
update document set revision = (
    select count(*) from document earlier
    where earlier.recorded_at < document.recorded_at
       or (earlier.recorded_at = document.recorded_at and earlier.id <= document.id)
);
insert into documents_revision (id, revision) select 1, count(*) from document;
create index document_by_revision on document (revision);
