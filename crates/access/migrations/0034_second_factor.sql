-- The secret is sealed with a key that lies outside of the database. last_step: no code is taken twice.
create table second_factor (
    account_id   text primary key references account (id),
    secret       text not null,
    created_at   bigint not null,
    confirmed_at bigint,
    last_step    bigint not null default 0
);
create table recovery_code (
    code_hash  text primary key,
    account_id text not null references account (id),
    used_at    bigint
);
create index recovery_code_of_account on recovery_code (account_id);

-- Roles that give no rights without a second factor; named by an administrator.
create table second_factor_role (
    role text primary key
);
