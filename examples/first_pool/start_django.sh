# Start Django's development server in the background.
python -m django runserver --noreload "$WEB_PORT" > django.log 2>&1 &
