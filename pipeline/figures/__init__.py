"""Numbers, amounts, dates and times as they stand in running text, read by value whatever the language."""
