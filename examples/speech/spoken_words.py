#!/usr/bin/env python3
"""Synthesises spoken words by espeak-ng: spoken_words.py FOLDER writes FOLDER/WORD/VOICE_nohash_TAKE.wav."""
import pathlib
import random
import subprocess
import sys

WORDS = ("zero one two three four five six seven eight nine "
         "yes no up down left right on off stop go").split()
ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-us-nyc", "en-gb-x-gbclan", "en-gb-x-gbcwmd"]
TIMBRES = ("f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 Alex Alicia Andrea Andy Annie Denis Gene Hugo Jacky Lee Mario "
           "Michael adam anika antonio aunty belinda benjamin boris caleb david edward grandma grandpa gustave iven "
           "john linda marcelo max michel miguel norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 "
           "travis victor zac klatt").split()
TAKES = 2


def synthesise(folder):
    random.seed(1)
    for speaker, timbre in enumerate(TIMBRES):
        voice = f"{ACCENTS[speaker % len(ACCENTS)]}+{timbre}"
        pitch = random.randint(30, 70)
        for word in WORDS:
            (folder / word).mkdir(parents=True, exist_ok=True)
            for take in range(TAKES):
                path = folder / word / f"{voice}_nohash_{take}.wav"
                subprocess.run(["espeak-ng", "-v", voice, "-p", str(pitch + random.randint(-10, 10)),
                                "-s", str(random.randint(120, 200)), "-w", path, word], check=True)


if __name__ == "__main__":
    synthesise(pathlib.Path(sys.argv[1]))
