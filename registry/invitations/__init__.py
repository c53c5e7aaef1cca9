"""The way by which a trainee or worker gets an account of their own."""
