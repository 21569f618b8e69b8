# Serve the project with Daphne.
exec daphne --port "${PORT:-8000}" mysite.asgi:application
