"""What stops the screening, or may soon: found out by the register itself, shown to those who can mend it."""
