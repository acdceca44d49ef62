-- A plan of a school year in a region whose year starts in January, or the other way round: what its title says.
-- Without a word of the title: the region's.
alter table plan add column start_month bigint;
