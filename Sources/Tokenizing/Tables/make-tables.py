#!/usr/bin/env python3
"""Compiles the Unicode Character Database into UnicodeTables.swift, beside this file.

    python3 Sources/Tokenizing/Tables/make-tables.py [FOLDER]

FOLDER holds UnicodeData.txt, PropList.txt, DerivedCoreProperties.txt, Scripts.txt, SpecialCasing.txt,
auxiliary/WordBreakProperty.txt and emoji/emoji-data.txt of ONE version of Unicode, as
https://www.unicode.org/Public/15.0.0/ucd/ has them, or Debian's package unicode-data (the default).
Only who moves the project to another version of Unicode needs to run this; the output is committed.

How the output is laid out (the reader is ScalarProperties.swift):
every number is written in base 92 with the characters '#' … '~', so that a table is one string
literal: it lies in the binary's read-only data, costs nothing at start and compiles at once.
"""

import os
import sys

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
LIMIT = 0x110000
BLOCK = 128

# The order is that of `WordBreakClass` in ScalarProperties.swift.
CLASSES = [
    "Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Katakana", "Hebrew_Letter",
    "ALetter", "Single_Quote", "Double_Quote", "MidNumLet", "MidLetter", "MidNum", "Numeric",
    "ExtendNumLet", "Regional_Indicator", "WSegSpace",
]
NEUTRAL, WHITE, SYMBOL, WORD = range(4)

# Marks that accent folding removes: the diacritics of Latin, Greek and Cyrillic. Marks of other
# scripts (vowel signs, points) carry the word's meaning and stay.
ACCENT_BLOCKS = [(0x300, 0x36F), (0x483, 0x489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
                 (0xFE20, 0xFE2F)]
FOLDED_SCRIPTS = {"Latin", "Greek", "Cyrillic"}


def rows(name):
    """Yields (first, last, field…) of every data line of a file of the database."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                fields = [field.strip() for field in line.split(";")]
                first, _, last = fields[0].partition("..")
                yield int(first, 16), int(last or first, 16), fields[1:]


def version():
    with open(os.path.join(FOLDER, "PropList.txt"), encoding="utf-8") as file:
        return file.readline().split("-")[1].split(".txt")[0]


def read_database():
    category = ["Cn"] * LIMIT
    lower, decomposition = {}, {}
    first = None
    with open(os.path.join(FOLDER, "UnicodeData.txt"), encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split(";")
            code = int(fields[0], 16)
            if fields[1].endswith(", First>"):
                first = code
                continue
            for point in range(first if first is not None else code, code + 1):
                category[point] = fields[2]
            first = None
            if fields[13]:
                lower[code] = int(fields[13], 16)
            if fields[5] and not fields[5].startswith("<"):
                decomposition[code] = [int(part, 16) for part in fields[5].split()]
    return category, lower, decomposition


def flags(name, wanted):
    found = set()
    for first, last, fields in rows(name):
        if fields[0] == wanted:
            found.update(range(first, last + 1))
    return found


def check_special_casing():
    """The one context-free lower-casing that gives two scalars is written in Normalizer.swift."""
    several = []
    with open(os.path.join(FOLDER, "SpecialCasing.txt"), encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if len(fields) >= 5 and not fields[4] and len(fields[1].split()) > 1:
                several.append(fields[:2])
    assert several == [["0130", "0069 0307"]], several


def base_letter(code, decomposition):
    while code in decomposition:
        code = decomposition[code][0]
    return code


def digits(number, width):
    text = ""
    for _ in range(width):
        text = chr(0x23 + number % 92) + text
        number //= 92
    assert number == 0
    return text


def literal(name, comment, text):
    lines = ["  /// " + part for part in comment] + [f"  static let {name}: StaticString = \"\"\""]
    position = 0
    while position < len(text):
        # A line holds at most 90 columns once its backslashes are doubled.
        piece, columns = "", 0
        while position < len(text) and columns < 90:
            character = text[position]
            columns += 2 if character == "\\" else 1
            piece += "\\\\" if character == "\\" else character
            position += 1
        lines.append("    " + piece + ("\\" if position < len(text) else ""))
    lines.append("    \"\"\"")
    return "\n".join(lines) + "\n"


def main():
    check_special_casing()
    category, lower, decomposition = read_database()
    word_break = ["Other"] * LIMIT
    for first, last, fields in rows("auxiliary/WordBreakProperty.txt"):
        for code in range(first, last + 1):
            word_break[code] = fields[0]
    script = {}
    for first, last, fields in rows("Scripts.txt"):
        if fields[0] in FOLDED_SCRIPTS:
            script.update((code, fields[0]) for code in range(first, last + 1))
    white = flags("PropList.txt", "White_Space")
    cased = flags("DerivedCoreProperties.txt", "Cased")
    ignorable = flags("DerivedCoreProperties.txt", "Case_Ignorable")
    pictographic = flags("emoji/emoji-data.txt", "Extended_Pictographic")

    fold = {}
    for code in decomposition:
        base = base_letter(code, decomposition)
        if base != code and base in script and category[base].startswith("L"):
            fold[code] = base
    for first, last in ACCENT_BLOCKS:
        for code in range(first, last + 1):
            if category[code] in ("Mn", "Me"):
                fold[code] = 0

    def kind(code):
        if code in white:
            return WHITE
        if word_break[code] in ("Extend", "Format", "ZWJ"):
            return NEUTRAL
        if code in pictographic:
            return SYMBOL
        if word_break[code] in ("ALetter", "Hebrew_Letter", "Numeric", "Katakana"):
            return WORD
        if category[code][0] in "LN":
            return WORD
        if category[code] in ("Cc", "Cf", "Cs") or category[code][0] == "M":
            return NEUTRAL
        return SYMBOL

    values = {}
    properties = []
    for code in range(LIMIT):
        value = (
            CLASSES.index(word_break[code]) | kind(code) << 5 | (code in pictographic) << 7
            | (code in cased) << 8 | (code in ignorable) << 9 | (code in lower) << 10
            | (code in fold) << 11 | (category[code] == "Nd") << 12)
        properties.append(values.setdefault(value, len(values)))
    assert len(values) <= 92, len(values)

    blocks, index, stage = {}, [], ""
    for start in range(0, LIMIT, BLOCK):
        block = tuple(properties[start:start + BLOCK])
        if block not in blocks:
            blocks[block] = len(blocks)
            stage += "".join(digits(value, 1) for value in block)
        index.append(blocks[block])

    def mapping(pairs):
        return "".join(digits(code, 3) + digits(pairs[code], 3) for code in sorted(pairs))

    head = [
        f"// Generated by make-tables.py from Unicode {version()}: do not edit, run the script.",
        "//",
        "// Unicode Character Database © Unicode, Inc., used under the Unicode licence,",
        "// https://www.unicode.org/license.txt.",
        "",
        "/// The Unicode Character Database as far as tokenizing needs it, in base 92.",
        "enum UnicodeTables {",
        f"  static let version = \"{version()}\"",
        f"  static let lowerCount = {len(lower)}",
        f"  static let foldCount = {len(fold)}",
        "",
    ]
    body = [
        literal("blockIndex", [f"For every {BLOCK} scalars the number of their block: two digits each."],
                "".join(digits(number, 2) for number in index)),
        literal("blocks", [f"The {len(blocks)} distinct blocks: for each scalar one digit, an index into"
                           " `properties`."], stage),
        literal("properties", [f"The {len(values)} distinct sets of properties, two digits each; bits as in"
                               " `ScalarProperties`."],
                "".join(digits(value, 2) for value in values)),
        literal("lower", ["Lower-casing: scalar, lower-case scalar; three digits each, ascending."],
                mapping(lower)),
        literal("fold", ["Accent folding: scalar, base letter (0: the mark is removed); three digits"
                         " each, ascending."], mapping(fold)),
    ]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "UnicodeTables.swift")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(head) + "\n".join(body) + "}\n")
    print(f"{len(blocks)} blocks, {len(values)} property sets, {len(lower)} lower, {len(fold)} fold,"
          f" {os.path.getsize(path)} bytes")


main()
