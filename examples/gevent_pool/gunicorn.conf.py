"""Serve the project with two processes of up to a hundred green threads each."""

wsgi_app = "mysite.wsgi:application"
worker_class = "gevent"
workers = 2
worker_connections = 100
