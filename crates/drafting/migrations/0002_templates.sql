-- Word templates that an office made for itself. Versions are kept for ever: an older one may be put to use again.
create table office_template (
    id text primary key,
    org_id text not null,
    kind text not null,
    version bigint not null,
    file_hash text not null references file (hash),
    file_name text not null,
    note text not null,
    uploaded_by text not null,
    uploader text not null,
    uploaded_at bigint not null,
    unique (org_id, kind, version)
);

-- Which version an office prints by; no row: the layout that comes with the program.
create table template_in_use (
    org_id text not null,
    kind text not null,
    template_id text not null references office_template (id),
    since bigint not null,
    primary key (org_id, kind)
);
