"""What a college and an evaluator would really send; every person in it is made up.

`python -m examples.make` writes the files beside this module, the same bytes every time:

    cohort.xlsx            120 rows as they come: a merged title, dates in four spellings, full-width digits,
                           x for X, two persons twice, one under age, one wrong check digit
    cohort-gb18030.csv     the same from an old office system
    cohort-corrected.xlsx  what the college sends after mending its four rows: 117 persons
    hours.xlsx             their hours and module results; three do not complete
    evidence.xlsx          what they show for admission to the evaluation: work, or the final year of studies
    scores.xlsx            the evaluator's scores of those who do; some fail, one did not come
"""
