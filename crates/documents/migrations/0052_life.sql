-- By this code anybody checks a published document: it stands under the QR code on paper.
alter table document add column code text;
create unique index document_by_code on document (code);

-- A document ends by another one that replaces or revokes it; once, and by registering that other one.
create table document_ending (
    target_id   text primary key references document (id),
    document_id text not null references document (id),
    kind        text not null,
    noted_at    bigint not null
);
create index document_ending_by_document on document_ending (document_id);
