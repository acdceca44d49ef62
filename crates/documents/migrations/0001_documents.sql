-- Registered documents. What the issuing organisation was called is noted as it was at registration: a document
-- does not change when its author is renamed. org_id is not a foreign key: this room knows no room beside it.
-- recorder_org_id: the organisation that registered it, which may be another than the one that issued it; none for
-- the program itself. Both see the document before it is published.
-- number_key: the number without case and spaces, so that «12-р» and «12-Р» are one number.
-- fold: number and title as they are searched.
create table document (
    id              text primary key,
    kind            text not null,
    number          text not null,
    number_key      text not null,
    dated           text not null,
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    title           text not null,
    fold            text not null,
    file_hash       text references file (hash),
    file_name       text,
    is_published    boolean not null,
    published_at    bigint,
    published_by    text,
    recorded_by     text not null,
    recorder        text not null,
    recorder_org_id text,
    recorded_at     bigint not null,
    unique (org_id, kind, number_key, dated)
);
create index document_by_date on document (dated, id);
create index document_of_organisation on document (org_id, dated);
create index document_by_recorder on document (recorder_org_id, dated);
