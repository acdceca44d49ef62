-- Boundaries that an administrator has loaded: the newest set is in force. The file is kept as it came, with its licence.
create table boundary_set (
    seq         bigint primary key,
    file_hash   text not null references file (hash),
    file_name   text not null,
    attribution text not null,
    account_id  text,
    author      text not null,
    imported_at bigint not null
);

-- territory: rings of degrees, JSON.
create table boundary (
    set_seq         bigint not null references boundary_set (seq),
    municipality_id text not null references municipality (id),
    territory       text not null,
    primary key (set_seq, municipality_id)
);
