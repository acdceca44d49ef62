-- One paper printed for every line of a list: made in portions by jobs, taken away as one archive.
create table paper_series (
    id text primary key,
    draft_id text not null references draft (id),
    org_id text not null,
    -- 'docx', 'pdf'
    format text not null,
    -- Values of the paper when the series was asked for, JSON; what each line puts in their place, with its label, JSON.
    fields text not null,
    lines text not null,
    -- The office's template of that moment; nothing: the layout that comes with the program.
    template_hash text references file (hash),
    is_draft boolean not null,
    total bigint not null,
    made bigint not null,
    -- 'making', 'ready', 'stopped', 'failed', 'erased'
    state text not null,
    -- Why it failed.
    reason text not null,
    asked_by text not null,
    asker text not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index paper_series_of_draft on paper_series (draft_id, created_at);
create index paper_series_of_time on paper_series (created_at);

-- A portion: an archive that the final one is put together from while it is taken away.
create table paper_series_part (
    series_id text not null references paper_series (id),
    number bigint not null,
    file_hash text not null references file (hash),
    primary key (series_id, number)
);
