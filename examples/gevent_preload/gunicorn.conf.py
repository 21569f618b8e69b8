"""Load Django before gevent has replaced what Django and psycopg wait with."""

wsgi_app = "mysite.wsgi:application"
worker_class = "gevent"
worker_connections = 100
preload_app = True
