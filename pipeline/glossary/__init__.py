"""The glossary: how terms are said in each language, what must not be said, what stays as it is."""
