"""What was translated before: likeness of sentences, exchange with other programs, sentences paired anew. Pure.

likeness.py   how like two sentences of one language are, and in which figures and names they differ
pairing.py    a person's text laid beside the source it translates, sentence by sentence
redraft.py    a person's text carried over to a newer version of its source
locked.py     set pieces: fingerprints, and which words of a translation stand for which
tmx.py        TMX 1.4b, for exchange with other programs
"""
