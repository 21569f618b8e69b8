# Stop Django, then PostgreSQL.
kill %python
pg_ctl --pgdata=postgresql stop
