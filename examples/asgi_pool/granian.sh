# Serve the project with Granian, as an ASGI application.
exec granian --interface asgi mysite.asgi:application
