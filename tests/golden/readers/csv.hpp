// Files of Python's module csv.
//
// Written by tests/golden/generate/generate_readers.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_readers.py
#pragma once

#include <string_view>

// clang-format off
namespace golden::readers {

/// The fields of the files below.
inline constexpr std::string_view csv_rows[5][3] = {
    {"name", "x, y", "say \"hi\""},
    {"plain", "1.5", " spaces "},
    {"two\nlines", "-2e3", "\""},
    {"", "+7", ",\r\n,"},
    {"h\303\251\344\270\226\360\237\230\200", " 0.1 ", ""}};

// csv.writer(file)
inline constexpr std::string_view csv_excel(
    "name,\"x, y\",\"say \"\"hi\"\"\""
    "\r\nplain,1.5, spaces \r\n\"t"
    "wo\nlines\",-2e3,\"\"\"\"\r\n,+7"
    ",\",\r\n,\"\r\nh\303\251\344\270\226\360\237\230\200, 0.1"
    " ,\r\n",
    100);

// csv.writer(file, dialect='unix')
inline constexpr std::string_view csv_unix(
    "\"name\",\"x, y\",\"say \"\"hi\""
    "\"\"\n\"plain\",\"1.5\",\" space"
    "s \"\n\"two\nlines\",\"-2e3\",\""
    "\"\"\"\n\"\",\"+7\",\",\r\n,\"\n\"h\303\251\344"
    "\270\226\360\237\230\200\",\" 0.1 \",\"\"\n",
    115);

// csv.writer(file, dialect='excel-tab')
inline constexpr std::string_view csv_tabs(
    "name\tx, y\t\"say \"\"hi\"\"\"\r\n"
    "plain\t1.5\t spaces \r\n\"two"
    "\nlines\"\t-2e3\t\"\"\"\"\r\n\t+7\t\""
    ",\r\n,\"\r\nh\303\251\344\270\226\360\237\230\200\t 0.1 \t"
    "\r\n",
    98);

// csv.writer(file, delimiter=';', quoting=2)
inline constexpr std::string_view csv_semicolons(
    "\"name\";\"x, y\";\"say \"\"hi\""
    "\"\"\r\n\"plain\";\"1.5\";\" spac"
    "es \"\r\n\"two\nlines\";\"-2e3\""
    ";\"\"\"\"\r\n\"\";\"+7\";\",\r\n,\"\r\n\""
    "h\303\251\344\270\226\360\237\230\200\";\" 0.1 \";\"\"\r\n",
    120);

}  // namespace golden::readers
