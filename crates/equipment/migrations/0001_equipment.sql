-- A school's look at itself. rules_since: the version of the region's rules; a check is never changed.
create table equipment_check (
    id          text primary key,
    org_id      text not null,
    rules_since text not null,
    pupils      bigint not null,
    is_newest   boolean not null,
    checked_by  text not null,
    author      text not null,
    checked_at  bigint not null
);
create index equipment_check_of_org on equipment_check (org_id, checked_at);

-- have: thousandths of the unit; null: not told. price: kopecks for one, as it was then; null: nobody had set it.
create table equipment_value (
    check_id    text not null references equipment_check (id),
    requirement text not null,
    have        bigint,
    price       bigint,
    primary key (check_id, requirement)
);

-- Prices of the region for new checks, in kopecks.
create table equipment_price (
    requirement text primary key,
    price       bigint not null,
    changed_by  text not null,
    changed_at  bigint not null
);

-- Under which registered documents versions of the rules were published.
create table equipment_publication (
    document_id  text primary key,
    rules_since  text not null,
    reference    text not null,
    published_by text not null,
    published_at bigint not null
);
