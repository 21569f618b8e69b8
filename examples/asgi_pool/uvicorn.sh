# Serve the project with uvicorn.
exec uvicorn mysite.asgi:application
