# Run tasks in eight threads of one process.
exec celery --app mysite worker --pool threads --concurrency 8
