-- What whoever gave a sheet back wrote beside single questions. value, explanation: what stood there then, to tell what has been
-- corrected since. The remarks of one return stand until the next one.
create table questionnaire_remark (
    answer_id   text not null references questionnaire_answer (id),
    path        text not null,
    remark      text not null,
    value       text not null,
    explanation text not null,
    made_at     bigint not null,
    made_by     text not null,
    primary key (answer_id, path)
);
