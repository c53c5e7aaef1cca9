"""The pledge of conduct 职业行为承诺: its versions, and who has signed which of them."""
