"""Numbers, amounts, dates and times as they stand in running text, read by value whatever the language."""

from pipeline.figures.compare import Comparison, compare
from pipeline.figures.days import dates
from pipeline.figures.quantity import Day, Kind, Quantity
from pipeline.figures.read import quantities

__all__ = ["Comparison", "Day", "Kind", "Quantity", "compare", "dates", "quantities"]
