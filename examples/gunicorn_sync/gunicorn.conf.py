"""Serve the project with two processes that handle one request at a time each."""

wsgi_app = "mysite.wsgi:application"
workers = 2
