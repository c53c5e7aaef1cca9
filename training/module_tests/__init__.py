"""Tests of modules 模块测验: a paper drawn anew for each attempt, answered on a telephone, marked at once."""
