-- A plan of one year. Its content lives in versions; `revision` grows with every change of anything that bears on
-- the plan's state, so that what is computed from it can be kept in memory.
create table plan (
    id              text primary key,
    year            bigint not null unique,
    title           text not null,
    current_version text,
    revision        bigint not null default 1,
    published_at    bigint,
    created_at      bigint not null
);

-- The paper as approved or changed by order. A version is never edited: a correction is a new version.
create table plan_version (
    id         text primary key,
    plan_id    text not null references plan (id),
    number     bigint not null,
    content    text not null,
    keys       text not null,
    note       text not null,
    basis      text not null,
    created_by text not null,
    author     text not null,
    created_at bigint not null,
    unique (plan_id, number)
);

-- What the institute demands instead of what the plan's document kinds say. Rows are never changed:
-- a newer one takes over, so the history is the table itself.
create table requirement (
    id       text primary key,
    plan_id  text not null references plan (id),
    key      text not null,
    needs    text not null,
    note     text not null,
    set_by   text not null,
    author   text not null,
    set_at   bigint not null,
    is_reset boolean not null
);
create index requirement_of_plan on requirement (plan_id, key);

-- Evidence: a registered document, an external fact, or (from later rooms) an activity. Whoever records it does not
-- accept it. There is no column for the state of a measure anywhere: it is derived from these rows.
create table evidence (
    id            text primary key,
    plan_id       text not null references plan (id),
    measure_key   text not null,
    item_key      text,
    slot_key      text not null,
    kind          text,
    title         text not null,
    happened_on   text not null,
    document_id   text,
    -- «№ 57 от 12.02.2024»: a registered document never changes, so its requisites may be repeated here.
    reference     text not null default '',
    link          text,
    file_hash     text references file (hash),
    file_name     text,
    activity      text,
    activity_path text,
    note          text not null,
    recorded_by   text not null,
    recorder      text not null,
    recorder_org  text not null,
    recorder_role text not null,
    recorded_at   bigint not null,
    state         text not null,
    decided_by    text,
    decider       text,
    decided_at    bigint,
    reason        text not null,
    version       bigint not null default 1
);
create index evidence_of_plan on evidence (plan_id, measure_key);
create index evidence_waiting on evidence (state, recorded_at);
create unique index evidence_document_once
    on evidence (plan_id, measure_key, coalesce(item_key, ''), slot_key, document_id)
    where document_id is not null and state in ('pending', 'accepted');

-- «Не выполнено» with its reason; revoked when the work is taken up after all.
create table not_carried_out (
    id          text primary key,
    plan_id     text not null references plan (id),
    measure_key text not null,
    item_key    text,
    slot_key    text not null,
    reason      text not null,
    basis       text not null,
    declared_by text not null,
    author      text not null,
    declared_at bigint not null,
    revoked_by  text,
    revoked_at  bigint
);
create index not_carried_out_of_plan on not_carried_out (plan_id, measure_key);

-- What those concerned say to each other about a measure.
create table measure_comment (
    id          text primary key,
    plan_id     text not null references plan (id),
    measure_key text not null,
    author_id   text not null,
    author      text not null,
    author_org  text not null,
    text        text not null,
    written_at  bigint not null
);
create index comment_of_measure on measure_comment (plan_id, measure_key);

-- A roadmap read from a file and waiting for its reader: the draft and what was decided about it.
create table plan_import (
    id          text primary key,
    created_by  text not null,
    org_id      text not null,
    file_name   text not null,
    draft       text not null,
    year        bigint not null,
    version     bigint not null default 1,
    created_at  bigint not null,
    accepted_at bigint
);

-- Address of a person's own calendar; only the hash of its secret is kept.
create table calendar_feed (
    membership_id text primary key,
    token_hash    text not null unique,
    created_at    bigint not null
);
