"""Banks of questions 题库 from which tests of modules are drawn."""
