-- Signed documents of the case as schools uploaded them. A row never changes but for the moment at which a newer one took its place.
create table kit_upload (
    id            text primary key,
    org_id        text not null,
    -- Code of the document in the region's case.
    document      text not null,
    number        text not null,
    approved_on   text not null,
    -- The last day; null: until it is replaced.
    valid_until   text,
    note          text not null,
    file_hash     text not null references file (hash),
    file_name     text not null,
    uploaded_by   text not null,
    uploader      text not null,
    uploaded_at   bigint not null,
    superseded_at bigint
);
create index kit_upload_of_org on kit_upload (org_id, document, uploaded_at);
-- Of two that come at once one stands: the other is told.
create unique index kit_upload_standing on kit_upload (org_id, document) where superseded_at is null;

-- The office's own templates of the case, by versions; one of a document may be in use.
create table kit_template (
    id          text primary key,
    document    text not null,
    version     bigint not null,
    file_hash   text not null references file (hash),
    file_name   text not null,
    note        text not null,
    is_in_use   boolean not null,
    uploaded_by text not null,
    uploader    text not null,
    org_title   text not null,
    uploaded_at bigint not null,
    unique (document, version)
);
create unique index kit_template_in_use on kit_template (document) where is_in_use;
