"""All SQL of the product: `opened` gives a Store, each file here knows the rows of one thing."""

from pipeline.store.connection import Store, opened
from pipeline.store.publishing import publishable

__all__ = ["Store", "opened", "publishable"]
