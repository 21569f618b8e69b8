# Run tasks in two processes, which is what Celery calls prefork.
exec celery --app mysite worker --concurrency 2
