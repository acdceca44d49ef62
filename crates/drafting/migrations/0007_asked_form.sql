-- The questionnaire that a letter asks to fill in: whose answers are, the room of questionnaires knows.
alter table mailing add column form_id text;
alter table mailing add column form_title text;
