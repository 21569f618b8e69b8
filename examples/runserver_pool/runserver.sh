# Serve the project with Django's development server.
exec django-admin runserver --noreload "${PORT:-8000}"
