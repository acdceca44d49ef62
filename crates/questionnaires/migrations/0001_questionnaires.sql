-- A questionnaire and its versions. A published version is never edited: a changed form is the next version.
-- source: the form as its author wrote it (forms::Source as JSON); problems: what the check said, as JSON.
create table questionnaire (
    id              text primary key,
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    title           text not null,
    created_by      text not null,
    author          text not null,
    created_at      bigint not null
);
create index questionnaire_of_organisation on questionnaire (org_id, created_at);
create table questionnaire_version (
    id               text primary key,
    questionnaire_id text not null references questionnaire (id),
    number           bigint not null,
    state            text not null,
    source           text not null,
    problems         text not null,
    is_fillable      boolean not null,
    questions        bigint not null,
    seconds          bigint not null,
    file_name        text not null,
    uploaded_by      text not null,
    author           text not null,
    uploaded_at      bigint not null,
    published_at     bigint,
    closed_at        bigint,
    unique (questionnaire_id, number)
);
-- A questionnaire put to somebody: the activity of a measure. version_id: the version that new answers take.
create table questionnaire_poll (
    id               text primary key,
    questionnaire_id text not null references questionnaire (id),
    version_id       text not null references questionnaire_version (id),
    org_id           text not null,
    org_code         text not null,
    org_title        text not null,
    municipality_id  text,
    title            text not null,
    plan_year        bigint,
    measure_key      text,
    item_key         text,
    slot_key         text,
    deadline         text not null,
    audience         text not null,
    state            text not null,
    link             text unique,
    opened_by        text not null,
    author           text not null,
    opened_at        bigint not null,
    closed_at        bigint,
    evidence_id      text
);
create index questionnaire_poll_of_organisation on questionnaire_poll (org_id, opened_at);
create index questionnaire_poll_of_questionnaire on questionnaire_poll (questionnaire_id);
-- One respondent's sheet. kind: organisation, person (account_id) or public (secret: the address that is the key).
-- revision rises with every saved field.
create table questionnaire_answer (
    id              text primary key,
    poll_id         text not null references questionnaire_poll (id),
    version_id      text not null references questionnaire_version (id),
    kind            text not null,
    org_id          text not null,
    org_code        text not null,
    municipality_id text,
    account_id      text,
    respondent      text not null,
    secret          text unique,
    state           text not null,
    remark          text not null,
    previous_id     text,
    instance_id     text,
    revision        bigint not null,
    asked           bigint not null,
    answered        bigint not null,
    created_at      bigint not null,
    touched_at      bigint,
    sent_at         bigint,
    sent_by         text
);
create index questionnaire_answer_of_poll on questionnaire_answer (poll_id, state);
create index questionnaire_answer_of_organisation on questionnaire_answer (org_id, state);
create index questionnaire_answer_of_account on questionnaire_answer (account_id, state);
-- What stands in a field now. client: the page, device or file that wrote it last.
create table questionnaire_value (
    answer_id   text not null references questionnaire_answer (id),
    path        text not null,
    value       text not null,
    explanation text not null,
    revision    bigint not null,
    client      text not null,
    saved_at    bigint not null,
    primary key (answer_id, path)
);
-- Every save, once: a replayed one finds its row here. The history of a field with who and when.
create table questionnaire_change (
    answer_id   text not null references questionnaire_answer (id),
    client      text not null,
    seq         bigint not null,
    path        text not null,
    value       text not null,
    explanation text not null,
    saved_at    bigint not null,
    saved_by    text not null,
    primary key (answer_id, client, seq)
);
create index questionnaire_change_of_field on questionnaire_change (answer_id, path, client);
-- Two devices wrote different things into one field: the one that came later stands here until somebody chooses.
create table questionnaire_conflict (
    answer_id text not null references questionnaire_answer (id),
    path      text not null,
    value     text not null,
    saved_at  bigint not null,
    saved_by  text not null,
    primary key (answer_id, path)
);
create table questionnaire_file (
    id         text primary key,
    answer_id  text not null references questionnaire_answer (id),
    path       text not null,
    hash       text not null references file (hash),
    name       text not null,
    media_type text not null,
    size       bigint not null,
    added_at   bigint not null,
    added_by   text not null
);
create index questionnaire_file_of_answer on questionnaire_file (answer_id, path);
