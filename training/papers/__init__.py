"""Theory papers of a session: the key of each version, the candidates' answers, the score they come to."""
