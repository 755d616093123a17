"""What was translated before: likeness of sentences, exchange with other programs, sentences paired anew. Pure."""
