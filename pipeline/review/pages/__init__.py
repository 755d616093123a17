"""The pages of the desk: each file has `page`, its Flask blueprint, and `NAVIGATION` if the head leads to it."""
