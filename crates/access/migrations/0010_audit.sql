-- The journal of what was done, and of what restricted things were looked at. A row is never changed: each holds the hash
-- of the one before it and a signature, so a row edited, taken out, put in or moved is found and located by `biblioset check`.
-- `what` holds no personal data: erasing a person leaves the journal true.
create table audit_entry (
    seq           bigint primary key,
    at            bigint not null,
    account_id    text,
    role          text not null,
    org_id        text not null,
    act           text not null,
    object_kind   text not null,
    object_id     text not null,
    what          text not null,
    previous_hash text not null,
    hash          text not null,
    key_id        text not null,
    signature     text not null
);
create index audit_of_object on audit_entry (object_kind, object_id, seq);
create index audit_of_account on audit_entry (account_id, seq);
create index audit_by_time on audit_entry (at);

-- How far the journal goes: a journal cut off at its end no longer fits its signed head.
create table audit_head (
    id        bigint primary key,
    seq       bigint not null,
    hash      text not null,
    key_id    text not null,
    signature text not null
);
insert into audit_head (id, seq, hash, key_id, signature) values (1, 0, '', '', '');
