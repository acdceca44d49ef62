-- A registered document sent to organisations, and what became of it at each of them.
create table mailing (
    id text primary key,
    document_id text not null references document (id),
    org_id text not null,
    org_title text not null,
    title text not null,
    -- 'none', 'free' or 'link'.
    answer text not null,
    link text,
    due text,
    words text not null,
    sent_by text not null,
    sender text not null,
    sent_at bigint not null
);
create index mailing_of_org on mailing (org_id, sent_at);

create table mailing_addressee (
    id text primary key,
    mailing_id text not null references mailing (id),
    org_id text not null,
    org_code text not null,
    org_title text not null,
    sort_key text not null,
    read_at bigint,
    read_by text,
    reader text,
    confirmed_at bigint,
    confirmed_by text,
    confirmer text,
    answered_at bigint,
    answered_by text,
    answerer text,
    answer_words text not null,
    answer_hash text references file (hash),
    answer_name text,
    unique (mailing_id, org_id)
);
create index mailing_addressee_of_org on mailing_addressee (org_id);
