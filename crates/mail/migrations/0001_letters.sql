-- Letters that the house has written, each in the transaction of what it tells of. A letter to an account looks its address up
-- when it leaves; a written address is for those who have no account, or not that address yet.
create table letter (
    id           text primary key,
    kind         text not null,
    account_id   text,
    address      text,
    subject      text not null,
    -- Emptied when a letter that is no notice has left: it may hold a secret link.
    text         text not null,
    -- A notice holds no secret, may be read by an administrator and may be unsubscribed from.
    is_notice    boolean not null,
    unsubscribe  text,
    is_one_click boolean not null default false,
    created_at   bigint not null,
    -- waiting, sent, aside
    state        text not null,
    attempts     bigint not null default 0,
    try_at       bigint not null,
    try_until    bigint not null,
    locked_until bigint,
    settled_at   bigint,
    -- What the server said last; may name an address.
    answer       text not null default ''
);
create index letter_waiting on letter (try_at) where state = 'waiting';
create index letter_by_state on letter (state, id);
create index letter_of_account on letter (account_id);

-- A server that is not to be reached rests for a while: one wait, not a failure of every letter.
create table mail_server (
    id        bigint primary key,
    failures  bigint not null,
    trouble   text not null,
    since     bigint,
    resume_at bigint not null
);
insert into mail_server (id, failures, trouble, since, resume_at) values (1, 0, '', null, 0);
