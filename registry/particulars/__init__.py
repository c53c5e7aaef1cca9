"""What is known of a person without identifying them: contact, schooling, guardian."""
