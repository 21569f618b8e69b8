"""Answer one request and end, as a function does whose process is not kept warm."""

from wsgiref.handlers import CGIHandler

from mysite.wsgi import application

CGIHandler().run(application)
