-- What somebody was reminded of. Told once of each stage of each thing: the thing's state is not here, it is derived where
-- the thing lives; this is what it was called, and whether it was read.
create table reminder (
    id         text primary key,
    account_id text not null references account (id),
    due_key    text not null,
    stage      text not null,
    topic      text not null,
    title      text not null,
    note       text not null,
    href       text not null,
    deadline   text,
    day        text not null,
    made_at    bigint not null,
    read_at    bigint,
    -- Done or gone before it was read.
    is_over    boolean not null default false
);
create unique index reminder_once on reminder (account_id, due_key, stage);
create index reminder_of_account on reminder (account_id, id);
create index reminder_unread on reminder (account_id) where read_at is null;

-- A day of a person is settled once: with its reminders and its letter in one transaction, whatever kills the program.
create table digest (
    account_id text not null references account (id),
    day        text not null,
    letter_id  text,
    made_at    bigint not null,
    primary key (account_id, day)
);

-- What a person has chosen; whoever has chosen nothing has no row.
create table reminder_choice (
    account_id        text primary key references account (id),
    quiet_from        bigint not null,
    quiet_to          bigint not null,
    is_quiet_weekends boolean not null,
    wants_co          boolean not null,
    wants_asked       boolean not null,
    wants_weekly      boolean not null,
    changed_at        bigint not null
);

-- Links that give letters up without a sign-in; only their hashes are kept.
create table unsubscribe_link (
    token_hash text primary key,
    account_id text not null references account (id),
    topics     text not null,
    made_at    bigint not null
);
create index unsubscribe_link_of_account on unsubscribe_link (account_id);
