# Serve the project with Granian, as a WSGI application with four threads.
exec granian --interface wsgi --blocking-threads 4 mysite.wsgi:application
