# Run a management command that queries the database, with settings that have a pool.
exec django-admin inspectdb
