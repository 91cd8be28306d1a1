create table if not exists demand (item varchar not null);
create index if not exists demand_by_item on demand (item);
