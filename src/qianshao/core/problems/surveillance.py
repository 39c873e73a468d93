"""Detection and signals."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "signal.judged": Kind(409, _("Somebody has judged this signal already. Read the page again to see how.")),
    "series.column_missing": Kind(
        422,
        _("There is no column “{column}” in line 1. It needs the columns date, series and count; it has {columns}."),
    ),
    "series.column_unknown": Kind(422, _("Line 1: the column “{column}” is not used.")),
    "series.name": Kind(422, _("Line {line}, column series: there is no name. The row was left out.")),
    "series.date": Kind(
        422,
        _("Line {line}, column date: “{value}” is not a date. Write 2020-02-08. The row was left out."),
    ),
    "series.count": Kind(
        422,
        _("Line {line}, column count: “{value}” is not a whole number. The count is treated as not known."),
    ),
    "series.negative": Kind(
        422, _("Line {line}, column count: {value} is below zero. The count is treated as not known.")
    ),
    "series.twice": Kind(
        422,
        _(
            "Line {line}: {series} has a row for {date} already, in line {first}. "
            "The first one counts; remove the other."
        ),
    ),
    "series.irregular": Kind(
        422,
        _("Column date: the dates are neither daily nor weekly. Give one row for each day or for each week."),
    ),
    "series.weekday": Kind(
        422,
        _(
            "Line {line}, column date: {date} is another weekday than the other weeks of {series}. "
            "The row was left out."
        ),
    ),
    "series.unsorted": Kind(422, _("Column date: the dates of {series} are not in order. They were sorted.")),
    "series.gap": Kind(
        422,
        _(
            "Line {line}, column date: between {after} and {before}, {series} has no row for {missing} times. "
            "They are treated as not known; write 0 where nothing happened."
        ),
    ),
    "series.too_long": Kind(
        422,
        _("Column date: {series} goes from {first} to {last}. Check both for a slip; the series was left out."),
    ),
    "series.too_short": Kind(
        422,
        _("{series} has {times} counts, to {last}. This method needs {needed} before it can judge the first."),
    ),
    "series.too_short_for_years": Kind(
        422,
        _(
            "{series} has {times} counts, to {last}. With {years} years of past, {needed} are needed. "
            "--years {fit} would fit; where that is 0, use an EARS method."
        ),
    ),
    "series.picture": Kind(422, _("“{value}”: a picture is one of {endings}.")),
    "series.picture_part": Kind(
        422, _("The picture shows the {most} series with the most alarms; {count} are left out.")
    ),
    "scan.column": Kind(422, _("{file} has no column “{column}”. Its first row must name the columns {columns}.")),
    "scan.column_twice": Kind(422, _("{file} has two columns “{column}”. Remove one of them.")),
    "scan.coordinates": Kind(
        422, _("{file} does not say where a place is. Add the columns lat and lon, or x and y in km.")
    ),
    "scan.cells": Kind(422, _("{file}, line {line}: “{value}” stands beyond the last heading. A comma too many?")),
    "scan.blank": Kind(422, _("{file}, line {line}, column {column}: nothing stands here. Fill it in.")),
    "scan.whole": Kind(
        422, _("{file}, line {line}, column {column}: “{value}” is not a whole number. Write it in digits, such as 3.")
    ),
    "scan.number": Kind(422, _("{file}, line {line}, column {column}: “{value}” is not a number.")),
    "scan.range": Kind(
        422, _("{file}, line {line}, column {column}: {value} is out of range. It must be from {least} to {most}.")
    ),
    "scan.date": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” is not a date. Write it as 2022-02-08 or 2022."),
    ),
    "scan.outside": Kind(
        422,
        _(
            "{file}, line {line}, column {column}: {value} lies outside the study, {start} to {end}. "
            "Leave the row out, or widen the study."
        ),
    ),
    "scan.place_unknown": Kind(
        422, _("{file}, line {line}, column {column}: there is no place “{value}” in {places}. Add it there.")
    ),
    "scan.place_twice": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” stands in line {first} already, elsewhere. Keep one line."),
    ),
    "scan.one_place": Kind(
        422, _("{file} has one place only. A cluster is found by comparing places; give two or more.")
    ),
    "scan.no_cases": Kind(422, _("{file} has fewer than two cases. A cluster has two at least.")),
    "scan.covariates": Kind(
        422, _("{file} has the strata {columns}, and {cases} has {others}. Both must have the same further columns.")
    ),
    "scan.population_needed": Kind(
        422, _("The model poisson needs a population. Give --population, or take the model permutation.")
    ),
    "scan.population_unused": Kind(
        422, _("The model permutation takes no population. Leave --population out, or take the model poisson.")
    ),
    "scan.population_twice": Kind(
        422, _("{file}, line {line}, column {column}: “{value}” has a population for this date in line {first}.")
    ),
    "scan.population_gap": Kind(
        422, _("{file}: “{value}” has no population on {date}, but other places have. Add a row.")
    ),
    "scan.population_missing": Kind(
        422,
        _("{file}, line {line}, column {column}: “{value}” has cases, but no population in {population}. Add it."),
    ),
    "scan.stratum": Kind(422, _("{file} has nobody in the stratum “{value}”, but {cases} has cases in it.")),
    "scan.period": Kind(422, _("The study ends on {end}, before it begins on {start}. Exchange the two days.")),
    "scan.window": Kind(
        422, _("No window of this length fits: the study has {days} days, added up by {interval}. Change --max-days.")
    ),
    "scan.dask": Kind(503, _("No Dask scheduler answers at {value}: {detail}. Start one, or leave --dask out.")),
    "scan.links_or_tree": Kind(
        422, _("Give --links, a file of places and what they share, or --tree, one of places and codes; not both.")
    ),
    "scan.no_sets": Kind(
        422,
        _(
            "{file} joins no places that could be compared with others: a link holds at least one place and not all of"
            " them. Give more links, or rows of places that share nothing."
        ),
    ),
    "scan.lengths": Kind(422, _("--lengths: “{value}” is not a list of lengths such as 2,4,6,9,12.")),
    "scan.picture": Kind(422, _("The picture cannot be written to {value}: {detail}. Choose another place.")),
}
