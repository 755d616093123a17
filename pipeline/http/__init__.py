"""The one way to the network: a polite client that checks every address and bounds every answer."""

from pipeline.http.client import Client, Response

__all__ = ["Client", "Response"]
