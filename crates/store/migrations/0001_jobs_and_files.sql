-- Work to be done after a commit. A row is claimed by a lease (locked_until), so a killed worker's job comes back.
create table job (
    id           text primary key,
    kind         text not null,
    payload      text not null,
    run_at       bigint not null,
    attempts     bigint not null default 0,
    locked_until bigint,
    last_error   text,
    created_at   bigint not null,
    done_at      bigint,
    failed_at    bigint,
    -- A job with a key is wanted once: the same key is not queued again while it waits.
    unique_key   text
);
create index job_waiting on job (run_at) where done_at is null and failed_at is null;
create unique index job_unique_key on job (unique_key) where unique_key is not null and done_at is null and failed_at is null;

-- What is known of a stored file; the bytes lie in the file store under the hash.
create table file (
    hash       text primary key,
    size       bigint not null,
    media_type text not null,
    created_at bigint not null
);
