"""A multilingual newsroom: fetches releases, translates them offline, publishes feeds in every language."""
