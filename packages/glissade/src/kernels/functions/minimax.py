"""The coefficients of coefficients.ts: polynomials with the smallest largest error, by the exchange algorithm of Remez.

    python3 minimax.py > coefficients.ts

Each row approximates f(x) by c0 + c1·v + c2·v² + ... with v = variable(x) for x between low and high, so that the
largest weight(x)·|error| is smallest; its weight makes that the error of the function it serves. mpmath computes with
60 digits.
"""

import struct

from mpmath import atanh, cos, erf, erfc, exp, expm1, fabs, floor, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.dps = 60


def minimax(f, variable, weight, low, high, degree):
    """Coefficients from c0 on, and the largest weighted error."""
    count = degree + 2
    grid = [low + (high - low) * (1 - cos(pi * (k + mpf(1) / 2) / GRID)) / 2 for k in range(GRID)]
    values = [(variable(x), f(x), weight(x)) for x in grid]
    points = [round((GRID - 1) * (1 - cos(pi * k / (count - 1))) / 2) for k in range(count)]
    for _ in range(ROUNDS):
        rows, right = matrix(count, count), matrix(count, 1)
        for row, point in enumerate(points):
            v, value, w = values[point]
            for power in range(degree + 1):
                rows[row, power] = v**power
            rows[row, degree + 1] = (-1) ** row / w
            right[row] = value
        solution = lu_solve(rows, right)
        coefficients = [solution[k] for k in range(degree + 1)]
        errors = [w * (horner(coefficients, v) - value) for v, value, w in values]
        found = extremes(errors)
        if len(found) < count:
            break
        while len(found) > count:
            found = found[1:] if fabs(errors[found[0]]) < fabs(errors[found[-1]]) else found[:-1]
        if found == points:
            break
        points = found
    return coefficients, max(fabs(error) for error in errors)


GRID, ROUNDS = 1500, 30


def horner(coefficients, v):
    result = mpf(0)
    for c in reversed(coefficients):
        result = result * v + c
    return result


def extremes(errors):
    """The place of the largest error between two changes of sign."""
    found = []
    for place, error in enumerate(errors):
        if not found or error * errors[found[-1]] < 0:
            found.append(place)
        elif fabs(error) > fabs(errors[found[-1]]):
            found[-1] = place
    return found


def itself(x):
    return x


def square(x):
    return x * x


TINY = mpf(10) ** -10
# A little more than half of a period, for arguments that rounding puts on the wrong side.
SLACK = mpf("1.001")
DOUBLE = log(2) * SLACK
# Of numbers e^r far below 1 errors count more.
LOWER, UPPER = mpf("0.8"), mpf("1.2")
QUARTER = pi / 4 * SLACK
# Of s = (m - p)/(m + p), for m up to the root of 2: p is 1, or one of 13/16, 1 and 5/4.
LARGEST = (sqrt(2) - 1) / (sqrt(2) + 1)
LARGEST_OF_POW = mpf("0.07")

# Where erf changes from its own polynomial to one of erfc, and the numbers of its range.
BORDER = mpf(1)
ERF_END = {"float32": 4, "float64": 6}
ERFC_END = {"float32": mpf("10.1"), "float64": mpf("26.7")}
ROOT = {"float32": 4, "float64": 16}
POLE = 3


def rest_of_exp(r):
    """e^r = 1 + r + r^2 times this."""
    return (expm1(r) - r) / r**2


def weight_of_exp(r):
    return fabs(r**2 / expm1(r))


def rest_of_log(s):
    """2 artanh s = 2s + s^3 times this."""
    return (2 * atanh(s) / s - 2) / s**2


def erfc_root(dtype):
    """erfc x = this to the power of -ROOT, from BORDER on."""
    root = mpf(ROOT[dtype])
    return lambda x: erfc(x) ** (-1 / root), lambda x: root * erfc(x) ** (1 + 1 / root)


def scaled_erfc(x):
    """erfc x = e^(-x^2)/(x + POLE) times this."""
    return exp(x * x) * erfc(x) * (x + POLE)


def rows(dtype):
    """Name, degrees of float32 and float64, and what minimax takes before the degree."""
    root, weight_of_root = erfc_root(dtype)
    return [
        ("exp", (5, 10), rest_of_exp, itself, lambda r: r**2 / exp(r), -DOUBLE * LOWER - TINY, DOUBLE * UPPER),
        ("expm1", (4, 8), rest_of_exp, itself, weight_of_exp, -DOUBLE / 2 - TINY, DOUBLE / 2),
        ("log", (2, 5), rest_of_log, square, square, TINY, LARGEST),
        ("pow", (2, 4), rest_of_log, square, square, TINY, LARGEST_OF_POW),
        # sin x = x + x^3 times this, cos x = 1 - x^2/2 + x^4 times this.
        ("sin", (2, 5), lambda x: (sin(x) - x) / x**3, square, lambda x: x**3 / sin(x), TINY, QUARTER),
        ("cos", (2, 4), lambda x: (cos(x) - 1 + x * x / 2) / x**4, square, lambda x: x**4 / cos(x), TINY, QUARTER),
        # erf x = x + x times this.
        ("erf", (6, 10), lambda x: erf(x) / x - 1, square, lambda x: x / erf(x), TINY, BORDER),
        ("erfcRoot", (8, 13), root, lambda x: x - BORDER, weight_of_root, BORDER, mpf(ERF_END[dtype])),
        (
            "erfc",
            (9, 20),
            scaled_erfc,
            lambda x: (x - POLE) / (x + POLE),
            lambda x: 1 / scaled_erfc(x),
            mpf(0),
            ERFC_END[dtype],
        ),
    ]


def rounded(dtype, value):
    return struct.unpack("f", struct.pack("f", float(value)))[0] if dtype == "float32" else float(value)


def text(dtype, value):
    """The shortest decimal that gives the number of the dtype."""
    number = rounded(dtype, value)
    if dtype == "float64":
        return repr(number)
    return repr(float(next(s for k in range(1, 10) if rounded(dtype, s := f"{number:.{k}g}") == number)))


def parts(value, bits, count, dtype):
    """A number as a sum: all but the last have so many bits, so that products with short integers are exact."""
    found = []
    for _ in range(count - 1):
        unit = mpf(2) ** (floor(log(fabs(value), 2)) + 1 - bits)
        found.append(floor(value / unit) * unit)
        value -= found[-1]
    return [text(dtype, part) for part in [*found, value]]


def table(dtype):
    position = ["float32", "float64"].index(dtype)
    lines = []
    for name, degrees, *arguments in rows(dtype):
        coefficients, error = minimax(*arguments, degrees[position])
        lines.append(f"    /** Error {mp.nstr(error, 2)}. */")
        lines.append(f"    {name}: [{', '.join(text(dtype, c) for c in coefficients)}],")
    short = dtype == "float32"
    lines.append(f"    ln2: [{', '.join(parts(log(2), 16 if short else 41, 2, dtype))}],")
    for name, pivot in (("log2Below", mpf(13) / 16), ("log2Above", mpf(5) / 4)):
        lines.append(f"    {name}: [{', '.join(parts(log(pivot, 2), 14 if short else 40, 2, dtype))}],")
    lines.append(f"    twiceLog2E: [{', '.join(parts(2 / log(2), 12 if short else 26, 2, dtype))}],")
    lines.append(f"    halfPi: [{', '.join(parts(pi / 2, 8 if short else 32, 6 if short else 4, dtype))}],")
    return "\n".join(lines)


print(f"""/** @file Coefficients of the elementary functions, from c0 on, as minimax.py writes them. */

/** What belongs to each polynomial is said there; the last five are sums. */
export const coefficients = {{
  float32: {{
{table("float32")}
  }},
  float64: {{
{table("float64")}
  }},
}};""")
