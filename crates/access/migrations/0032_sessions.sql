-- A session knows when it was last used and when its password was last typed, and is told from others by its owner.
-- Everybody signs in anew after this step.
drop table session;
create table session (
    id            text primary key,
    token_hash    text not null unique,
    account_id    text not null references account (id),
    membership_id text references membership (id),
    created_at    bigint not null,
    seen_at       bigint not null,
    confirmed_at  bigint not null,
    expires_at    bigint not null,
    device        text not null,
    place         text not null
);
create index session_of_account on session (account_id);
create index session_expiry on session (expires_at);
alter table account add column signed_in_at bigint;

-- Browsers in which an account has signed in before: they have an allowance of tries of their own, so that a stranger
-- who guesses passwords cannot lock the owner out.
create table known_device (
    token_hash text not null,
    account_id text not null references account (id),
    seen_at    bigint not null,
    primary key (token_hash, account_id)
);

-- The password was right, the code of the second factor is still to come.
create table half_sign_in (
    token_hash text primary key,
    account_id text not null references account (id),
    tries      bigint not null default 0,
    expires_at bigint not null
);

-- One row for each allowance of tries that is not full: until when it is charged (GCRA). Keys are hashes: no addresses
-- and no logins are kept.
create table allowance (
    key           text primary key,
    charged_until bigint not null
);
