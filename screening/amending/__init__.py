"""Another document of the authority changes an entry of the ban register."""
