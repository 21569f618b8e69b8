"""Load Django once and fork workers with threads from it, the open pool included."""

wsgi_app = "mysite.wsgi:application"
workers = 2
threads = 4
preload_app = True
