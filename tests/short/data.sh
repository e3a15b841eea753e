#!/usr/bin/env bash
# Writes the data of the short programs, weather.csv and names.csv, to a folder: data.sh FOLDER
set -euo pipefail
cd "$1"

# Park & Miller's generator: the numbers are the same with every awk.
readonly uniform='function uniform() { state = state * 16807 % 2147483647; return state / 2147483647 }'

# Days of 24 hours with slow weather and noise that lasts for hours.
awk "$uniform"' BEGIN {
  state = 1
  print "hour,temperature"
  for (hour = 0; hour < 1500; hour++) {
    noise = 0.8 * noise + 2 * (uniform() - 0.5)
    printf "%d,%.2f\n", hour, 12 + 5 * sin(hour / 3.8197) + 3 * sin(hour / 27) + noise
  }
}' > weather.csv

# Names of four invented languages, each with beginnings and ends of its own; a third of the parts are foreign.
awk "$uniform"' BEGIN {
  state = 2
  split("Ba Cor De Ful Mar Per|Kow Zie Wis Maj Woj Dab|Han Lin Berg Sven Ek Dahl|Mo Ya Ta Su Ki Na", begins, "|")
  split("ini etti ano elli|ski wicz czyk ak|son qvist gren sten|moto mura da shi", ends, "|")
  split("b l nd r t v z k m g", middles, " ")
  print "name,language"
  for (i = 0; i < 1600; i++) {
    language = 1 + int(4 * uniform())
    print part(begins, language) middles[1 + int(10 * uniform())] part(ends, language) ",L" language
  }
}
function part(parts, language,   list, count) {
  if (uniform() < 0.33) language = 1 + int(4 * uniform())
  count = split(parts[language], list, " ")
  return list[1 + int(count * uniform())]
}' > names.csv
