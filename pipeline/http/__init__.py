"""The one way to the network: a polite client that checks every address and bounds every answer."""

from pipeline.http.answers import Response
from pipeline.http.client import Client
from pipeline.http.downloads import Download, download
from pipeline.http.robots import Copy, Robots
from pipeline.http.unpack import unpacked

__all__ = ["Client", "Copy", "Download", "Response", "Robots", "download", "unpacked"]
