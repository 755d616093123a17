"""The review desk: where comms staff read, fix and release translations, in a browser.

    request -> guard (whence does it come?) -> signing_in (who asks?) -> pages/<page> -> acts or store -> template
                                                                              |
    what went out changed -> publishing: one thread brings output/ up to date <-

A page is a file of `pages/` with its templates beside the others; it is found by its name. Pages show values and call
acts; they know neither SQL nor models. Nothing runs in the browser but our own static files.
"""

from pipeline.review.app import create_app

__all__ = ["create_app"]
