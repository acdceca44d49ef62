-- When the text has followed a comment: its wording stands in the paragraph, as proposed or as the group made of it.
alter table consultation_comment add column followed_at bigint;
