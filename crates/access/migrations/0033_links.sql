-- Links that work once: a new password, a confirmed address. Only the hash is kept.
create table account_link (
    token_hash          text primary key,
    account_id          text not null references account (id),
    kind                text not null,
    email               text,
    drops_second_factor boolean not null default false,
    created_at          bigint not null,
    expires_at          bigint not null,
    used_at             bigint
);
create index link_of_account on account_link (account_id, kind);
