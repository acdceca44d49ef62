-- A file on its way: its parts come one after another, a broken line continues where it broke. hash: what the sender promises
-- of the whole. What does not come to its end is erased by a job; what does becomes a row of questionnaire_file.
create table questionnaire_upload (
    id         text primary key,
    answer_id  text not null references questionnaire_answer (id),
    path       text not null,
    name       text not null,
    size       bigint not null,
    hash       text not null,
    received   bigint not null,
    touched_at bigint not null,
    unique (answer_id, path, hash)
);
create index questionnaire_upload_touched on questionnaire_upload (touched_at);
create table questionnaire_upload_part (
    upload_id text not null references questionnaire_upload (id),
    start     bigint not null,
    hash      text not null references file (hash),
    primary key (upload_id, start)
);
create index questionnaire_upload_part_of_file on questionnaire_upload_part (hash);
